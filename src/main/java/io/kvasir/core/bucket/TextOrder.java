package io.kvasir.core.bucket;

/**
 * The order of texts by their code points, which is that of their UTF-8 bytes, compared as
 * unsigned. Among characters beyond U+FFFF and those from U+E000 on it is not that of UTF-16. A
 * surrogate that stands alone counts as a code point.
 */
final class TextOrder {
  private TextOrder() {}

  static int compare(String a, String b) {
    int end = Math.min(a.length(), b.length());
    int at = 0;
    while (at < end && a.charAt(at) == b.charAt(at)) {
      at++;
    }
    if (at > 0 && Character.isHighSurrogate(a.charAt(at - 1))) {
      at--;
    }
    while (at < end && a.codePointAt(at) == b.codePointAt(at)) {
      at++;
    }
    return at == end
        ? Integer.compare(a.length(), b.length())
        : Integer.compare(a.codePointAt(at), b.codePointAt(at));
  }
}
