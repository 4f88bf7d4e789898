package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The content of a {@link io.kvasir.core.consensus.Chunk}: rows of a state machine in the order of
 * their keys. It goes from the store of one node to that of another, whatever the two are, so all
 * stores share this form:
 *
 * <pre>
 * version  1 byte, 1
 * CRC-32C  4 bytes, of all that follows
 * rows     each: length of the key, 4 bytes; key; length of the value, 4 bytes; value
 * </pre>
 *
 * Numbers are in big endian.
 */
public final class SnapshotRows {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 5;
  private static final int ROW_BYTES = 8;

  private final TreeMap<Bytes, Bytes> rows = new TreeMap<>();
  private int bytes = HEADER_BYTES;

  /** Takes one more row along. */
  public void add(Bytes key, Bytes value) {
    rows.put(key, value);
    bytes = Math.addExact(bytes, ROW_BYTES + key.length() + value.length());
  }

  /**
   * Takes one more row along unless the content then has more than {@code limit} bytes; the first
   * row always. False when it did not.
   */
  public boolean addWithin(Bytes key, Bytes value, int limit) {
    long after = (long) bytes + ROW_BYTES + key.length() + value.length();
    boolean fits = rows.isEmpty() || after <= limit;
    if (fits) {
      add(key, value);
    }
    return fits;
  }

  /** The cursor behind the last row: its key's successor; {@code from} when there is no row. */
  public Bytes next(Bytes from) {
    return rows.isEmpty() ? from : after(rows.lastKey());
  }

  public Bytes content() {
    byte[] content = new byte[bytes];
    ByteBuffer buffer = ByteBuffer.wrap(content).put(VERSION).putInt(0);
    rows.forEach(
        (key, value) -> {
          put(buffer, key);
          put(buffer, value);
        });
    return Bytes.copyOf(buffer.putInt(1, checksum(content)).array());
  }

  /** The rows of a content; empty when no store made it so. */
  public static Optional<SortedMap<Bytes, Bytes>> read(Bytes content) {
    byte[] array = content.toArray();
    ByteBuffer buffer = ByteBuffer.wrap(array);
    if (array.length < HEADER_BYTES
        || buffer.get() != VERSION
        || buffer.getInt() != checksum(array)) {
      return Optional.empty();
    }
    TreeMap<Bytes, Bytes> rows = new TreeMap<>();
    while (buffer.hasRemaining()) {
      Optional<Bytes> key = next(buffer);
      Optional<Bytes> value = next(buffer);
      if (key.isEmpty() || value.isEmpty()) {
        return Optional.empty();
      }
      rows.put(key.get(), value.get());
    }
    return Optional.of(Collections.unmodifiableSortedMap(rows));
  }

  private static Bytes after(Bytes key) {
    byte[] successor = new byte[key.length() + 1];
    key.copyTo(successor, 0);
    return Bytes.copyOf(successor);
  }

  private static void put(ByteBuffer buffer, Bytes bytes) {
    buffer.putInt(bytes.length()).put(bytes.toArray());
  }

  private static Optional<Bytes> next(ByteBuffer buffer) {
    if (buffer.remaining() < Integer.BYTES) {
      return Optional.empty();
    }
    int length = buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return Optional.of(Bytes.copyOf(bytes));
  }

  private static int checksum(byte[] content) {
    CRC32C checksum = new CRC32C();
    checksum.update(content, HEADER_BYTES, content.length - HEADER_BYTES);
    return (int) checksum.getValue();
  }
}
