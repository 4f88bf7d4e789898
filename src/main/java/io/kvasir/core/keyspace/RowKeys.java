package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The rows that a shard is kept in. The first byte tells what a row holds; the rows of keys stand
 * in the order of their UTF-8. These bytes lie on disks.
 *
 * <pre>
 * 0             the {@link Head}
 * 1 key         the {@link Versioned} under a key; the key in UTF-8
 * 2 retry key   the {@link Remembered} under a retry key, in UTF-8
 * 3 place       the retry key at a place of the queue; 8 bytes, the highest first
 * 4 millis key  nothing; there for each key that ends, 8 bytes and the key in UTF-8
 * 5 number      the {@link Revision} of that number; 8 bytes, the highest first
 * 6             the {@link Ledger}, which tells what revisions there are
 * </pre>
 */
public final class RowKeys {
  public static final Bytes HEAD = Bytes.copyOf(new byte[] {0});
  public static final Bytes LEDGER = Bytes.copyOf(new byte[] {6});

  /** The start of the rows of keys, and below them all. */
  public static final Bytes KEYS = Bytes.copyOf(new byte[] {1});

  /** Above the rows of all keys. */
  public static final Bytes AFTER_KEYS = Bytes.copyOf(new byte[] {2});

  private static final byte END = 4;
  private static final int END_BYTES = 1 + Long.BYTES;

  private RowKeys() {}

  public static Bytes of(Key key) {
    return text((byte) 1, key.value());
  }

  /**
   * Where the rows of the keys from {@code bound} on begin, which is in UTF-8 or no text at all.
   */
  public static Bytes ofBound(Bytes bound) {
    ByteBuffer row = ByteBuffer.allocate(1 + bound.length()).put((byte) 1);
    return Bytes.copyOf(row.put(bound.asReadOnlyBuffer()).array());
  }

  /** The key that a row of {@link #of(Key)} is of. */
  public static Key key(Bytes row) {
    byte[] bytes = row.toArray();
    return new Key(new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8));
  }

  public static Bytes ofRetryKey(String retryKey) {
    return text((byte) 2, retryKey);
  }

  public static Bytes ofPlace(long place) {
    return numbered((byte) 3, place);
  }

  public static Bytes ofRevision(long number) {
    return numbered((byte) 5, number);
  }

  private static Bytes numbered(byte kind, long number) {
    return Bytes.copyOf(ByteBuffer.allocate(9).put(kind).putLong(number).array());
  }

  public static Bytes of(End end) {
    byte[] utf8 = end.key().value().getBytes(StandardCharsets.UTF_8);
    ByteBuffer row = ByteBuffer.allocate(END_BYTES + utf8.length);
    return Bytes.copyOf(row.put(END).putLong(end.millis()).put(utf8).array());
  }

  /** Before all rows of ends at {@code millis} and later, and after those of earlier ones. */
  public static Bytes ofEnds(long millis) {
    return Bytes.copyOf(ByteBuffer.allocate(END_BYTES).put(END).putLong(millis).array());
  }

  /** The end that a row of {@link #of(End)} is there for. */
  public static End end(Bytes row) {
    ByteBuffer bytes = row.asReadOnlyBuffer();
    long millis = bytes.getLong(1);
    byte[] utf8 = new byte[row.length() - END_BYTES];
    bytes.get(END_BYTES, utf8);
    return new End(millis, new Key(new String(utf8, StandardCharsets.UTF_8)));
  }

  private static Bytes text(byte kind, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return Bytes.copyOf(ByteBuffer.allocate(1 + utf8.length).put(kind).put(utf8).array());
  }
}
