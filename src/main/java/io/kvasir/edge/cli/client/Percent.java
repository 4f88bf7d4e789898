package io.kvasir.edge.cli.client;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;

/** Percent-encoding (RFC 3986, section 2.1) of all that is not unreserved. */
final class Percent {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** Segments that mean something else to whoever normalises paths. */
  private static final Set<String> DOTS = Set.of(".", "..");

  private static final String MARKS = "-._~";

  private Percent() {}

  static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (isPlain(c)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return DOTS.contains(text) ? text.replace(".", "%2E") : encoded.toString();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || MARKS.indexOf(c) >= 0;
  }
}
