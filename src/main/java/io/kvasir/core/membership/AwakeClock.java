package io.kvasir.core.membership;

import io.kvasir.core.time.Tick;

/**
 * The time that this node was awake. A process that was paused, or that got no processor, did not
 * hear of others meanwhile, so that time must not count against them.
 */
final class AwakeClock {
  /** A longer gap between two events is not the others' fault. */
  private static final long MAX_STEP_MILLIS = 200;

  private Tick last;
  private long awakeMillis;

  AwakeClock(Tick start) {
    this.last = start;
  }

  /** Goes on to {@code now}; returns the milliseconds that do not count. */
  long advance(Tick now) {
    long gap = Math.max(0, last.millisUntil(now));
    long step = Math.min(gap, MAX_STEP_MILLIS);
    last = now;
    awakeMillis += step;
    return gap - step;
  }

  /** Milliseconds since the start. */
  long millis() {
    return awakeMillis;
  }
}
