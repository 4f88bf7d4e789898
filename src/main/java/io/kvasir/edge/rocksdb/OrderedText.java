package io.kvasir.edge.rocksdb;

import java.nio.charset.StandardCharsets;

/**
 * Text as bytes: UTF-8, and a surrogate that stands alone in the same bit pattern, as if it were a
 * character (WTF-8). Any two strings have different bytes; and the bytes, compared as unsigned,
 * have the order of the strings' code points.
 */
final class OrderedText {
  private OrderedText() {}

  static byte[] encode(String text) {
    return isWellFormed(text) ? text.getBytes(StandardCharsets.UTF_8) : encodeAny(text);
  }

  private static boolean isWellFormed(String text) {
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      if (Character.isSurrogate(unit)) {
        boolean isPair =
            Character.isHighSurrogate(unit)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
        if (!isPair) {
          return false;
        }
        at++;
      }
    }
    return true;
  }

  private static byte[] encodeAny(String text) {
    ByteSink bytes = new ByteSink(encodedLength(text));
    text.codePoints().forEach(point -> append(bytes, point));
    return bytes.toArray();
  }

  private static void append(ByteSink bytes, int point) {
    int size = size(point);
    if (size == 1) {
      bytes.u8(point);
      return;
    }
    int lead = 0xf0 << (4 - size);
    bytes.u8((lead | (point >>> (6 * (size - 1)))) & 0xff);
    for (int left = size - 2; left >= 0; left--) {
      bytes.u8(0x80 | ((point >>> (6 * left)) & 0x3f));
    }
  }

  static String decode(byte[] bytes) throws DamagedBytes {
    StringBuilder text = new StringBuilder(bytes.length);
    int at = 0;
    while (at < bytes.length) {
      int size = sizeOf(bytes[at] & 0xff);
      int point = point(bytes, at, size);
      if (isHalf(Character.MIN_LOW_SURROGATE, point) && endsHigh(text)) {
        throw new DamagedBytes("a pair of surrogates in two halves");
      }
      text.appendCodePoint(point);
      at += size;
    }
    return text.toString();
  }

  private static boolean isHalf(char first, int point) {
    return point >= first && point < first + 0x400;
  }

  private static boolean endsHigh(StringBuilder text) {
    return !text.isEmpty() && isHalf(Character.MIN_HIGH_SURROGATE, text.charAt(text.length() - 1));
  }

  static int encodedLength(String text) {
    int length = 0;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      length = Math.addExact(length, size(point));
      at += Character.charCount(point);
    }
    return length;
  }

  private static int size(int point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }

  private static int sizeOf(int lead) {
    return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  }

  private static int point(byte[] bytes, int at, int size) throws DamagedBytes {
    if (at + size > bytes.length) {
      throw new DamagedBytes("text ends within a character");
    }
    int point = size == 1 ? bytes[at] & 0xff : (bytes[at] & 0xff) & (0x7f >> size);
    for (int i = at + 1; i < at + size; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        throw new DamagedBytes("bytes that are no text");
      }
      point = (point << 6) | (bytes[i] & 0x3f);
    }
    boolean isLead = size == 1 || ((bytes[at] & 0xc0) == 0xc0 && (bytes[at] & 0xff) < 0xf8);
    if (!isLead || point > Character.MAX_CODE_POINT || size(point) != size) {
      throw new DamagedBytes("bytes that are no text");
    }
    return point;
  }
}
