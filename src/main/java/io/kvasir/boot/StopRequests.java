package io.kvasir.boot;

import io.kvasir.edge.cli.server.Signals;
import java.time.Duration;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Signals that ask the process to end.
 *
 * <table>
 * <caption>What a signal does</caption>
 * <tr><th>the node<th>the first<th>each one more
 * <tr><td>holds nothing yet<td>ends the process at once, which is a success<td>
 * <tr><td>starts<td>gives the start up as soon as it can be, within the grace<td>ends the process as
 *     it is
 * <tr><td>serves<td>ends it in order, within the grace, which is a success<td>lets clients and heirs
 *     be
 * </table>
 */
final class StopRequests {
  private static final Logger LOG = Logger.getLogger(StopRequests.class);

  /** How far the node has come. */
  private enum Stage {
    EMPTY,
    STARTING,
    SERVING
  }

  private static final Object STATE = new Object();

  private static int heard;
  private static Stage stage = Stage.EMPTY;
  private static Duration allowed = Duration.ZERO;
  private static @Nullable Grace grace;

  private StopRequests() {}

  /** Hears them from now on. */
  static void listen() {
    Signals.onEnd(StopRequests::hear);
  }

  /** From now on the node holds what has to be closed, and may take so long for it. */
  static void startIsBegun(Duration within) {
    synchronized (STATE) {
      stage = Stage.STARTING;
      allowed = within;
    }
  }

  /** From now on the node serves. */
  static void startIsOver() {
    synchronized (STATE) {
      stage = Stage.SERVING;
    }
  }

  private static void hear() {
    Stage now;
    boolean first;
    synchronized (STATE) {
      now = stage;
      first = ++heard == 1;
      if (first && now != Stage.EMPTY) {
        grace = Grace.begin(allowed);
      }
    }
    LOG.infof("event=stop_asked stage=%s first=%s", now.name().toLowerCase(Locale.ROOT), first);
    switch (now) {
      case EMPTY -> endEmpty();
      case STARTING -> endInOrder(first, () -> Grace.end("asked twice while it started"));
      case SERVING -> endInOrder(first, () -> {});
    }
  }

  private static void endEmpty() {
    LastWords.say(() -> System.err.println("kvasir: stopped before it held anything"));
    Runtime.getRuntime().halt(0);
  }

  private static void endInOrder(boolean first, Runnable again) {
    if (first) {
      System.exit(0);
    } else {
      again.run();
    }
  }

  /** Whether the process is to end, and not only the node in it. */
  static boolean areHeard() {
    synchronized (STATE) {
      return heard > 0;
    }
  }

  /** Whether somebody has asked twice. */
  static boolean areUrgent() {
    synchronized (STATE) {
      return heard > 1;
    }
  }

  /** What is left of the time to end in order; all of it when nobody has asked for the end. */
  static long leftNanos(Duration all) {
    synchronized (STATE) {
      return grace == null ? all.toNanos() : grace.leftNanos();
    }
  }
}
