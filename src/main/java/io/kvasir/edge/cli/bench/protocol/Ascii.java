package io.kvasir.edge.cli.bench.protocol;

import java.nio.charset.StandardCharsets;

/** Parts of requests. */
final class Ascii {
  static final byte[] HEAD_END = bytes("\r\n\r\n");

  private Ascii() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
