package io.kvasir.edge.http.dialect.commute;

import io.kvasir.edge.http.Problems;
import io.kvasir.edge.http.Rejected;
import java.util.Base64;

/** Causal contexts in the base64 that commute's clients read: that with {@code +} and {@code /}. */
final class Tokens {
  private Tokens() {}

  /** A context of the service as those clients know it. */
  static String write(String token) {
    return Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(token));
  }

  /** What {@link #write} wrote, as the service knows it; refuses what is no base64. */
  static String read(String element, String text) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new Rejected(Problems.invalid("contexts." + element, "must be base64"));
    }
  }
}
