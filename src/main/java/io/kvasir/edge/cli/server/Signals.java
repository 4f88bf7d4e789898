package io.kvasir.edge.cli.server;

import java.util.List;

/** What the system tells a server process. */
public final class Signals {
  /** Each asks a process to end: its keeper, somebody at the terminal, and one who closes that. */
  private static final List<String> ENDING = List.of("TERM", "INT", "HUP");

  private Signals() {}

  /**
   * Calls {@code asked}, on some thread, whenever the process is asked to end, instead of ending
   * it.
   */
  public static void onEnd(Runnable asked) {
    for (String name : ENDING) {
      Object _ = org.jline.utils.Signals.register(name, asked);
    }
  }
}
