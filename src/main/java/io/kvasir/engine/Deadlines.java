package io.kvasir.engine;

import io.kvasir.core.time.Deadline;
import io.kvasir.core.time.Tick;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Timers;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Ends waits of one loop at their deadline. One timer at a time, at the earliest of them. */
final class Deadlines {
  private record Wait(Deadline deadline, long order, Runnable onExpiry) {}

  private final Timers timers;
  private final Loop loop;
  private final PriorityQueue<Wait> waits =
      new PriorityQueue<>(Comparator.comparing(Wait::deadline).thenComparingLong(Wait::order));
  private long issued;
  private boolean armed;

  Deadlines(Timers timers, Loop loop) {
    this.timers = timers;
    this.loop = loop;
  }

  /**
   * Runs {@code onExpiry} on the loop after {@code timeoutMillis}; harmless if no longer needed.
   */
  void after(long timeoutMillis, Runnable onExpiry) {
    waits.add(new Wait(Deadline.after(timers.now(), timeoutMillis), ++issued, onExpiry));
    arm();
  }

  private void arm() {
    if (!armed && !waits.isEmpty()) {
      armed = true;
      long delay = Math.max(1, waits.element().deadline().remainingMillis(timers.now()));
      timers.schedule(delay, () -> loop.complete(this::expire));
    }
  }

  private void expire() {
    armed = false;
    Tick now = timers.now();
    while (!waits.isEmpty() && waits.element().deadline().isPassed(now)) {
      waits.remove().onExpiry().run();
    }
    arm();
  }
}
