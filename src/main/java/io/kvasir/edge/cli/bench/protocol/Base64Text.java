package io.kvasir.edge.cli.bench.protocol;

import java.util.Base64;

/** Keys and values in base64 (RFC 4648). */
final class Base64Text {
  private static final byte[] ALPHABET =
      Ascii.bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  private static final int SIX = 0x3F;

  private final Values values;
  private final byte[] prefix;
  private final byte[] end;
  private final Output plain = new Output();

  /**
   * @param bucket what keys begin with, and a slash
   */
  Base64Text(String bucket, Values values) {
    this.values = values;
    this.prefix = Ascii.bytes(bucket + "/");
    this.end = Base64.getEncoder().encode(Ascii.bytes(bucket + "0"));
  }

  void key(long key, Output out) {
    plain.clear();
    plain.add(prefix);
    Keys.write(key, plain);
    encode(out);
  }

  /** What is behind all keys. */
  void end(Output out) {
    out.add(end);
  }

  /** A value, encoded as other clients have to. */
  void value(Output out) {
    plain.clear();
    values.write(values.size(), plain);
    encode(out);
  }

  private void encode(Output out) {
    byte[] bytes = plain.array();
    int size = plain.size();
    int at = 0;
    for (; at + 3 <= size; at += 3) {
      int three = (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF);
      quantum(three, 4, out);
    }
    if (size - at == 1) {
      quantum((bytes[at] & 0xFF) << 16, 2, out);
    } else if (size - at == 2) {
      quantum((bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8, 3, out);
    }
  }

  private static void quantum(int three, int characters, Output out) {
    for (int n = 0; n < 4; n++) {
      out.add(n < characters ? ALPHABET[three >> (18 - 6 * n) & SIX] : '=');
    }
  }
}
