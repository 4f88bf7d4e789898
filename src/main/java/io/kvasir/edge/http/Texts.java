package io.kvasir.edge.http;

import io.kvasir.core.bytes.Bytes;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes that are UTF-8, or are not. */
public final class Texts {
  private Texts() {}

  /** The text that they are; empty when they are none. */
  public static Optional<String> of(Bytes bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(bytes.asReadOnlyBuffer())
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
