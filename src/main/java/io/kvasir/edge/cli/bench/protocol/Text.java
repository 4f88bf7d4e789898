package io.kvasir.edge.cli.bench.protocol;

import java.nio.charset.StandardCharsets;

/** The first bytes of a body, in which fields are looked for. */
final class Text {
  private static final int CAPACITY = 4_096;

  private final byte[] bytes = new byte[CAPACITY];
  private int size;

  void clear() {
    size = 0;
  }

  void add(byte[] more, int from, int to) {
    int length = Math.min(to - from, CAPACITY - size);
    System.arraycopy(more, from, bytes, size, length);
    size += length;
  }

  /** Where some bytes begin; below 0 when they do not stand there. */
  int find(byte[] sought) {
    for (int at = 0; at <= size - sought.length; at++) {
      int length = 0;
      while (length < sought.length && bytes[at + length] == sought[length]) {
        length++;
      }
      if (length == sought.length) {
        return at;
      }
    }
    return -1;
  }

  boolean contains(byte[] sought) {
    return find(sought) >= 0;
  }

  /** What stands between some bytes and the next quotation mark; empty when they are not there. */
  String quoted(byte[] before) {
    int at = find(before);
    if (at < 0) {
      return "";
    }
    int from = at + before.length;
    int to = from;
    while (to < size && bytes[to] != '"') {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
