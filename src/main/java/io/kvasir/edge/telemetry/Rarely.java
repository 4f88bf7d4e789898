package io.kvasir.edge.telemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Does something at most once per ten seconds. From any thread. */
final class Rarely {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanos;
  private final AtomicLong next;
  private final AtomicLong leftOut = new AtomicLong();

  Rarely(LongSupplier nanos) {
    this.nanos = nanos;
    this.next = new AtomicLong(nanos.getAsLong());
  }

  /** Runs {@code action} with how often it was left out since it ran last, or leaves it out. */
  void run(LongConsumer action) {
    long now = nanos.getAsLong();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL_NANOS)) {
      action.accept(leftOut.getAndSet(0));
    } else {
      leftOut.incrementAndGet();
    }
  }
}
