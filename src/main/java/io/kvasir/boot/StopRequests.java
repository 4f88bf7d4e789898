package io.kvasir.boot;

import io.kvasir.edge.cli.server.Signals;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Signals that ask the process to end: the first for an orderly end, which is a success, and each
 * one more for a quick one.
 */
final class StopRequests {
  private static final AtomicInteger HEARD = new AtomicInteger();

  private StopRequests() {}

  /** Hears them from now on. */
  static void listen() {
    Signals.onEnd(StopRequests::heard);
  }

  /** Ends the process in order, unless that goes on already. */
  static void heard() {
    if (HEARD.incrementAndGet() == 1) {
      System.exit(0);
    }
  }

  /** Whether the process is to end, and not only the node in it. */
  static boolean areHeard() {
    return HEARD.get() > 0;
  }

  /** Whether somebody has asked twice. */
  static boolean areUrgent() {
    return HEARD.get() > 1;
  }
}
