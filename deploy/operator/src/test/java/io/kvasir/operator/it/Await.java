package io.kvasir.operator.it;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must come to be in a time that is never a matter of speed. */
final class Await {
  private static final long STEP_NANOS = 100_000_000;

  private Await() {}

  static void until(Duration most, Supplier<String> otherwise, BooleanSupplier holds) {
    long deadline = System.nanoTime() + most.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("after " + most + ": " + otherwise.get());
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
