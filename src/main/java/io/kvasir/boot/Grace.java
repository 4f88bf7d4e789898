package io.kvasir.boot;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/** Ends the process when its orderly end takes too long: what was acknowledged is on disk. */
final class Grace {
  private static final Logger LOG = Logger.getLogger(Grace.class);

  /** Of a process that had to be ended. */
  private static final int EXPIRED = 1;

  private Grace() {}

  /** Time begins to run out. */
  static void begin(Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    Thread.ofPlatform().daemon().name("kvasir-grace").start(() -> halt(deadline, grace));
  }

  private static void halt(long deadline, Duration grace) {
    for (long left = grace.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    LOG.fatalf("event=grace_expired grace=%s action=halt", grace);
    Runtime.getRuntime().halt(EXPIRED);
  }
}
