package io.kvasir.boot;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * The time that a process has to end in order, from when it is asked to. Then it ends as it is:
 * what was acknowledged is on disk.
 */
final class Grace {
  private static final Logger LOG = Logger.getLogger(Grace.class);

  /** Of a process that had to be ended. */
  private static final int EXPIRED = 1;

  private final Duration length;
  private final long deadline;

  private Grace(Duration length) {
    this.length = length;
    this.deadline = System.nanoTime() + length.toNanos();
  }

  /** Time begins to run out. */
  static Grace begin(Duration length) {
    Grace grace = new Grace(length);
    Thread.ofPlatform().daemon().name("kvasir-grace").start(grace::runOut);
    return grace;
  }

  private void runOut() {
    for (long left = leftNanos(); left > 0; left = leftNanos()) {
      LockSupport.parkNanos(left);
    }
    LOG.fatalf("event=grace_expired grace=%s action=halt", length);
    end("its grace of " + length + " is over");
  }

  /** Until the process ends as it is; not above 0 when that is now. */
  long leftNanos() {
    return deadline - System.nanoTime();
  }

  /** Ends the process as it is. */
  static void end(String reason) {
    LastWords.say(() -> System.err.println("kvasir: ended as it was: " + reason));
    Runtime.getRuntime().halt(EXPIRED);
  }
}
