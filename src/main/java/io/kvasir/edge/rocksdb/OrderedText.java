package io.kvasir.edge.rocksdb;

import java.util.Arrays;

/**
 * Text as bytes: each UTF-16 unit for itself in the bit pattern of UTF-8, 1 to 3 bytes (Unicode
 * Technical Report 26, CESU-8). ASCII stays as it is; any two strings have different bytes,
 * unpaired surrogates included; and the bytes, compared as unsigned, have the order of the strings.
 */
final class OrderedText {
  private OrderedText() {}

  static byte[] encode(String text) {
    byte[] bytes = new byte[encodedLength(text)];
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit < 0x80) {
        bytes[at++] = (byte) unit;
      } else if (unit < 0x800) {
        bytes[at++] = (byte) (0xc0 | (unit >> 6));
        bytes[at++] = (byte) (0x80 | (unit & 0x3f));
      } else {
        bytes[at++] = (byte) (0xe0 | (unit >> 12));
        bytes[at++] = (byte) (0x80 | ((unit >> 6) & 0x3f));
        bytes[at++] = (byte) (0x80 | (unit & 0x3f));
      }
    }
    return bytes;
  }

  static String decode(byte[] bytes) throws DamagedBytes {
    char[] units = new char[bytes.length];
    int count = 0;
    int at = 0;
    while (at < bytes.length) {
      int lead = bytes[at] & 0xff;
      int size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : 3;
      units[count++] = (char) unit(bytes, at, size);
      at += size;
    }
    return new String(Arrays.copyOf(units, count));
  }

  static int encodedLength(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      length = Math.addExact(length, unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3);
    }
    return length;
  }

  private static int unit(byte[] bytes, int at, int size) throws DamagedBytes {
    if (at + size > bytes.length) {
      throw new DamagedBytes("text ends within a character");
    }
    int lead = bytes[at] & 0xff;
    return switch (size) {
      case 1 -> lead;
      case 2 -> inRange(((lead & 0x1f) << 6) | tail(bytes[at + 1]), lead >= 0xc2);
      default -> longUnit(lead, tail(bytes[at + 1]), tail(bytes[at + 2]));
    };
  }

  private static int longUnit(int lead, int middle, int last) throws DamagedBytes {
    int unit = ((lead & 0x0f) << 12) | (middle << 6) | last;
    return inRange(unit, lead < 0xf0 && unit >= 0x800);
  }

  private static int tail(byte next) throws DamagedBytes {
    return inRange(next & 0x3f, (next & 0xc0) == 0x80);
  }

  private static int inRange(int value, boolean valid) throws DamagedBytes {
    if (!valid) {
      throw new DamagedBytes("bytes that are no text");
    }
    return value;
  }
}
