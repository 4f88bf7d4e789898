package io.kvasir.edge.cli.bench;

import java.nio.ByteBuffer;

/** The beginning of an answer whose rest has not come. */
final class Leftover {
  private byte[] bytes = {};
  private int size;

  void keep(byte[] from, int begin, int end) {
    size = end - begin;
    if (size > bytes.length) {
      bytes = new byte[size * 2];
    }
    System.arraycopy(from, begin, bytes, 0, size);
  }

  void moveTo(ByteBuffer into) {
    into.put(bytes, 0, size);
    size = 0;
  }

  void clear() {
    size = 0;
  }
}
