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
 * </pre>
 */
public final class RowKeys {
  public static final Bytes HEAD = Bytes.copyOf(new byte[] {0});

  private RowKeys() {}

  public static Bytes of(Key key) {
    return text((byte) 1, key.value());
  }

  public static Bytes ofRetryKey(String retryKey) {
    return text((byte) 2, retryKey);
  }

  public static Bytes ofPlace(long place) {
    return Bytes.copyOf(ByteBuffer.allocate(9).put((byte) 3).putLong(place).array());
  }

  private static Bytes text(byte kind, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return Bytes.copyOf(ByteBuffer.allocate(1 + utf8.length).put(kind).put(utf8).array());
  }
}
