package io.kvasir.edge.cli.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Bytes that nobody changes. */
final class Octets {
  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  static Octets of(String text) {
    return new Octets(text.getBytes(StandardCharsets.UTF_8));
  }

  static Octets base64(String encoded) {
    return new Octets(Base64.getDecoder().decode(encoded));
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }

  /** As text; what is no UTF-8 is replaced. */
  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
