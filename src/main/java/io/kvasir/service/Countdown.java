package io.kvasir.service;

import java.util.concurrent.TimeUnit;

/** What is left of the time that a request of several steps has. */
record Countdown(long endNanos) {
  static Countdown of(long millis) {
    return new Countdown(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** 0 when there is none. */
  long millis() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
  }
}
