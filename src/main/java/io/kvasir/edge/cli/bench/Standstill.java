package io.kvasir.edge.cli.bench;

/** Tells when a count has not grown for too long. Of one thread. */
final class Standstill {
  private final long longestNanos;
  private long count = -1;
  private long since;

  Standstill(long longestNanos) {
    this.longestNanos = longestNanos;
  }

  boolean isReached(long current, long now) {
    if (current != count) {
      count = current;
      since = now;
    }
    return now - since > longestNanos;
  }
}
