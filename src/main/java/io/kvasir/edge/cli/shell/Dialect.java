package io.kvasir.edge.cli.shell;

import java.util.List;

/** What a shell understands, and how it answers. */
interface Dialect {
  /** Lines to begin with. */
  List<String> greeting();

  String prompt();

  /** Whether pipes see the prompt, too. */
  boolean promptsPipes();

  /**
   * Carries out one line.
   *
   * @return whether to read on
   */
  boolean carryOut(String line);

  /**
   * Says why a line is not carried out.
   *
   * @return whether to read on
   */
  boolean refuse(String reason);
}
