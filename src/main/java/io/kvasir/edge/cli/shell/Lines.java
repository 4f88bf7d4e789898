package io.kvasir.edge.cli.shell;

import java.util.Optional;

/** Where lines come from. */
interface Lines extends AutoCloseable {
  /** The next line; nothing at the end. */
  Optional<String> next(String prompt);

  @Override
  void close();
}
