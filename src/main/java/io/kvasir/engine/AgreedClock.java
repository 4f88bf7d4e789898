package io.kvasir.engine;

import io.kvasir.engine.port.Timers;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this node and its peers take for the time, by which everything here judges what has ended:
 * the physical part of a hybrid logical clock (Kulkarni et al., OPODIS 2014), which is the node's
 * own wall clock or the latest time heard, whichever is later. It does not go back, and is never
 * further ahead of the own clock than {@link #MAX_AHEAD_MILLIS}, so that one clock that is far off
 * ends nothing elsewhere. Any thread.
 */
final class AgreedClock {
  /** What nodes' clocks may differ by without being judged apart. */
  static final long MAX_AHEAD_MILLIS = 10_000;

  private final Timers timers;
  private final AtomicLong latest = new AtomicLong();

  AgreedClock(Timers timers) {
    this.timers = timers;
  }

  /** Milliseconds since 1970. */
  long millis() {
    long wall = Math.max(0, timers.wallMillis());
    long bound = wall + MAX_AHEAD_MILLIS;
    return latest.updateAndGet(last -> Math.clamp(last, wall, bound));
  }

  /** A peer said that it is so late. */
  void heard(long millis) {
    long bound = Math.max(0, timers.wallMillis()) + MAX_AHEAD_MILLIS;
    latest.accumulateAndGet(Math.min(millis, bound), Math::max);
  }
}
