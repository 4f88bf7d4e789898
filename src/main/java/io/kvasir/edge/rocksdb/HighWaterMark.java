package io.kvasir.edge.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * Up to where the database was durable, in a small file beside it. RocksDB reads its write-ahead
 * log up to the first record that is not whole, and cannot know what had been behind that; if it
 * then holds less than was durable, acknowledged writes are missing.
 *
 * <p>Written after every sync, before anybody is told that it succeeded, and itself synced once a
 * second: exact after the end of a process, up to a second behind after the loss of power. Owned by
 * one thread.
 *
 * <pre>
 * sequence 8 bytes, CRC-32C 4 bytes; big endian
 * </pre>
 */
final class HighWaterMark implements AutoCloseable {
  private static final int BYTES = 12;
  private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final FileChannel file;
  private long forcedNanos = System.nanoTime();

  private HighWaterMark(FileChannel file) {
    this.file = file;
  }

  static HighWaterMark open(Path path) throws IOException {
    return new HighWaterMark(
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** The sequence number that all was durable up to; 0 when that is not known. */
  long read() throws IOException {
    ByteBuffer content = ByteBuffer.allocate(BYTES);
    while (content.hasRemaining() && file.read(content, content.position()) > 0) {}
    if (content.hasRemaining()) {
      return 0;
    }
    long sequence = content.getLong(0);
    return content.getInt(Long.BYTES) == checksum(sequence) ? sequence : 0;
  }

  /** What the database has up to here is durable. */
  void raise(long sequence) {
    try {
      write(sequence);
      if (System.nanoTime() - forcedNanos > FORCE_NANOS) {
        force();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("the high-water mark: " + failed.getMessage(), failed);
    }
  }

  /** Sets it, also to less than it was, durably. */
  void reset(long sequence) throws IOException {
    write(sequence);
    force();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException failed) {
      // What was written stays written.
    }
  }

  private void force() throws IOException {
    file.force(false);
    forcedNanos = System.nanoTime();
  }

  private void write(long sequence) throws IOException {
    ByteBuffer content =
        ByteBuffer.allocate(BYTES).putLong(sequence).putInt(checksum(sequence)).flip();
    while (content.hasRemaining()) {
      file.write(content, content.position());
    }
  }

  private static int checksum(long sequence) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(sequence).flip());
    return (int) checksum.getValue();
  }
}
