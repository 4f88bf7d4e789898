package io.kvasir.edge.cli.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file of lines that is there when it is whole and on disk, and not before. */
final class LineFile implements Export.Sink, AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path file;
  private final Path partial;
  private final FileChannel channel;
  private final OutputStream out;

  private LineFile(Path file, Path partial, FileChannel channel) {
    this.file = file;
    this.partial = partial;
    this.channel = channel;
    this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
  }

  static LineFile create(Path file) throws Failed {
    Path partial = file.resolveSibling(file.getFileName() + ".part");
    if (Files.exists(file)) {
      throw new Failed(ExitCode.USAGE, "There is a file already: " + file);
    }
    try {
      return new LineFile(
          file,
          partial,
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING));
    } catch (IOException e) {
      throw new Failed(ExitCode.UNWRITTEN, "Cannot write " + partial + ": " + FileFault.reason(e));
    }
  }

  @Override
  public void line(String text) throws Failed {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  /** Gives the file its name. */
  void complete() throws Failed {
    try {
      out.flush();
      channel.force(true);
      channel.close();
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  private Failed unwritten(IOException e) {
    return new Failed(ExitCode.UNWRITTEN, "Cannot write " + partial + ": " + FileFault.reason(e));
  }

  /** Leaves nothing of a file that was not completed. */
  @Override
  public void close() throws Failed {
    try {
      channel.close();
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      throw unwritten(e);
    }
  }
}
