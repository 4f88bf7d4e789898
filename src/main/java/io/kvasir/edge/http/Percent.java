package io.kvasir.edge.http;

import io.kvasir.service.problem.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Percent-decoding (RFC 3986, section 2.1) of UTF-8. Strict: what is not encoded rightly is
 * refused, never replaced.
 */
public final class Percent {
  private static final int ESCAPE_LENGTH = 3;
  private static final int LATIN_1_MAX = 0xFF;

  private Percent() {}

  /**
   * The text that {@code encoded} stands for; a character that is no escape stands for the one byte
   * it came as.
   */
  public static String decode(String encoded) {
    byte[] bytes = new byte[encoded.length()];
    int length = 0;
    for (int at = 0; at < encoded.length(); ) {
      char c = encoded.charAt(at);
      if (c == '%') {
        bytes[length++] = escape(encoded, at);
        at += ESCAPE_LENGTH;
      } else {
        bytes[length++] = raw(c);
        at++;
      }
    }
    return utf8(bytes, length);
  }

  private static byte escape(String encoded, int at) {
    if (at + ESCAPE_LENGTH > encoded.length()) {
      throw malformed("a percent sign is not followed by two hexadecimal digits");
    }
    int high = Character.digit(encoded.charAt(at + 1), 16);
    int low = Character.digit(encoded.charAt(at + 2), 16);
    if (high < 0 || low < 0 || encoded.charAt(at + 1) > '~' || encoded.charAt(at + 2) > '~') {
      throw malformed("a percent sign is not followed by two hexadecimal digits");
    }
    return (byte) (high << 4 | low);
  }

  private static byte raw(char c) {
    if (c > LATIN_1_MAX) {
      throw malformed("a character is neither ASCII nor percent-encoded");
    }
    return (byte) c;
  }

  private static String utf8(byte[] bytes, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("the decoded bytes are not UTF-8");
    }
  }

  static Rejected malformed(String why) {
    return new Rejected(
        Problem.of(ProblemType.MALFORMED_TARGET, "The path or query is malformed: " + why + "."));
  }
}
