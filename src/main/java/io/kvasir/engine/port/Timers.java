package io.kvasir.engine.port;

import io.kvasir.core.time.Tick;

/** The clocks of one node. */
public interface Timers {
  /** The monotonic clock. */
  Tick now();

  /** The wall clock, milliseconds since 1970; may step in any direction. */
  long wallMillis();

  /** Runs {@code task} once, on any thread, no earlier than {@code delayMillis} from now. */
  void schedule(long delayMillis, Runnable task);
}
