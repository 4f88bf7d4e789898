package io.kvasir.edge.cli.bench;

/** How long a connection waits before it is made anew: 50 ms, then twice as long, up to 1 s. */
final class Backoff {
  private static final long FIRST_NANOS = 50_000_000;
  private static final long LONGEST_NANOS = 1_000_000_000;

  private long until;
  private long next;

  /** An answer came: the next connection is made at once. */
  void reset() {
    next = 0;
  }

  void begin(long now) {
    until = now + next;
    next = Math.clamp(next * 2, FIRST_NANOS, LONGEST_NANOS);
  }

  boolean isOver(long now) {
    return now - until >= 0;
  }
}
