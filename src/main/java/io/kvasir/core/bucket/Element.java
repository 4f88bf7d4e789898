package io.kvasir.core.bucket;

import java.nio.charset.StandardCharsets;

/** A member of a set: any text, the empty one too. Ordered as its UTF-16 text. */
public record Element(String value) implements Comparable<Element> {
  public int utf8Bytes() {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public int compareTo(Element other) {
    return value.compareTo(other.value);
  }
}
