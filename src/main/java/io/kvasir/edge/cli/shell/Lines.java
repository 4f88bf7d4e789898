package io.kvasir.edge.cli.shell;

import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** Where lines come from. */
interface Lines extends AutoCloseable {
  /**
   * The next line; nothing at the end.
   *
   * @throws CharacterCodingException when it is not UTF-8; the line behind it can be read
   */
  Optional<String> next(String prompt) throws CharacterCodingException;

  @Override
  void close();
}
