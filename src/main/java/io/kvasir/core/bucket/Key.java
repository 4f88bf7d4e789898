package io.kvasir.core.bucket;

import java.nio.charset.StandardCharsets;

/**
 * A key within a bucket: any text of at least one character. Its length limit is {@link Limits}'.
 * Ordered by its code points, as its UTF-8 bytes are.
 */
public record Key(String value) implements Comparable<Key> {
  public Key {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a key has at least one character");
    }
  }

  /** The length in UTF-8, which is what limits count. */
  public int utf8Bytes() {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public int compareTo(Key other) {
    return TextOrder.compare(value, other.value);
  }
}
