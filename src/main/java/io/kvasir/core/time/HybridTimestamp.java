package io.kvasir.core.time;

/**
 * A hybrid logical timestamp (Kulkarni et al., "Logical Physical Clocks", OPODIS 2014): close to
 * wall time, yet always above every stamp it was derived from.
 *
 * @param millis wall milliseconds since 1970, or those of a stamp seen from a faster clock
 * @param logical tells stamps of one millisecond apart, 0 and up
 */
public record HybridTimestamp(long millis, int logical) implements Comparable<HybridTimestamp> {
  /** Below every stamp a clock gives out. */
  public static final HybridTimestamp ZERO = new HybridTimestamp(0, 0);

  public HybridTimestamp {
    if (millis < 0 || logical < 0) {
      throw new IllegalArgumentException("negative timestamp " + millis + "." + logical);
    }
  }

  /** The least stamp above this one. */
  public HybridTimestamp next() {
    return logical == Integer.MAX_VALUE
        ? new HybridTimestamp(millis + 1, 0)
        : new HybridTimestamp(millis, logical + 1);
  }

  public boolean isAfter(HybridTimestamp other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(HybridTimestamp other) {
    int byMillis = Long.compare(millis, other.millis);
    return byMillis != 0 ? byMillis : Integer.compare(logical, other.logical);
  }
}
