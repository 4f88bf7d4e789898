package io.kvasir.edge.cli.bench.workload;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When the writes began that watches are to see: the latest 65,536 of them. Shared by all event
 * loops of a load.
 */
public final class Sightings {
  /** That a write is not known any more, or was never begun. */
  public static final long UNKNOWN = Long.MIN_VALUE;

  private static final int SIZE = 1 << 16;

  private final AtomicLong last = new AtomicLong();
  private final AtomicLongArray numbers = new AtomicLongArray(SIZE);
  private final AtomicLongArray starts = new AtomicLongArray(SIZE);

  /** The number of the next write. */
  long next() {
    return last.incrementAndGet();
  }

  /** A write is sent that was to begin then. */
  public void begin(long number, long start) {
    int at = (int) (number % SIZE);
    numbers.set(at, 0);
    starts.set(at, start);
    numbers.set(at, number);
  }

  /** When a write was to begin; or {@link #UNKNOWN}. */
  public long start(long number) {
    int at = (int) (number % SIZE);
    long start = starts.get(at);
    return number > 0 && numbers.get(at) == number ? start : UNKNOWN;
  }
}
