package io.kvasir.cluster;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A file whose readers wait, as on a disk that does not answer, until it is told what it holds: a
 * named pipe.
 */
final class HeldFile implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Path path;
  private final CompletableFuture<OutputStream> reader;

  private HeldFile(Path path) {
    this.path = path;
    this.reader = CompletableFuture.supplyAsync(() -> open(path), Thread::startVirtualThread);
  }

  /** Takes the place of the file, if there is one. */
  static HeldFile at(Path path) {
    try {
      Files.deleteIfExists(path);
      Process made = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
      if (!made.waitFor(SOON.toSeconds(), TimeUnit.SECONDS) || made.exitValue() != 0) {
        throw new IllegalStateException("no pipe at " + path);
      }
      return new HeldFile(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns when somebody opens it, as the opening of the other end does. */
  private static OutputStream open(Path path) {
    try {
      return new FileOutputStream(path.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for somebody who wants to read it. */
  OutputStream awaitReader() {
    return reader.copy().orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Lets who reads it go on. */
  void holds(byte[] content) {
    try (OutputStream written = awaitReader()) {
      written.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nobody waits for it any more; what is read from now on is its end. */
  @Override
  public void close() throws IOException {
    if (Files.exists(path)) {
      try (RandomAccessFile _ = new RandomAccessFile(path.toFile(), "rw")) {
        reader.join().close();
      }
    }
  }
}
