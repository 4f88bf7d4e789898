package io.kvasir.core.bucket;

import java.nio.charset.StandardCharsets;

/**
 * A member of a set: any text, the empty one too. Ordered by its code points, as its UTF-8 bytes
 * are.
 */
public record Element(String value) implements Comparable<Element> {
  public int utf8Bytes() {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public int compareTo(Element other) {
    return TextOrder.compare(value, other.value);
  }
}
