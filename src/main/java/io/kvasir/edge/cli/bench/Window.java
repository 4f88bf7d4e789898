package io.kvasir.edge.cli.bench;

/**
 * The times of a load: it begins, is measured from the end of its warm-up, and ends. Shared by all
 * threads; nanoseconds of {@link System#nanoTime}.
 */
final class Window {
  /** Far enough for no load to get there. */
  private static final long ENDLESS_NANOS = Long.MAX_VALUE / 4;

  private final long warmupNanos;
  private final long durationNanos;
  private volatile boolean begun;
  private volatile long begin;
  private volatile long end;
  private volatile boolean stopped;

  /**
   * @param durationNanos behind the warm-up
   */
  Window(long warmupNanos, long durationNanos) {
    this.warmupNanos = warmupNanos;
    this.durationNanos = durationNanos;
  }

  /** One that ends when there is nothing more to do. */
  static Window endless() {
    return new Window(0, ENDLESS_NANOS);
  }

  synchronized void begin(long now) {
    begin = now;
    end = stopped ? now : now + warmupNanos + durationNanos;
    begun = true;
  }

  boolean hasBegun() {
    return begun;
  }

  long beginning() {
    return begin;
  }

  /** From when on operations are recorded. */
  long measured() {
    return begin + warmupNanos;
  }

  /** From when on no operation begins. */
  long end() {
    return end;
  }

  boolean isOver(long now) {
    return stopped || (begun && now - end >= 0);
  }

  /** Whether an operation that begins then is recorded. */
  boolean records(long start) {
    return start - measured() >= 0;
  }

  /** Ends it now, without what is due but was not begun. */
  synchronized void stop(long now) {
    if (begun && now - end < 0) {
      end = now;
    }
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }
}
