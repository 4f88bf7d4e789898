package io.kvasir.core.time;

/**
 * A reading of a node's monotonic clock. It means nothing outside the process that took it.
 *
 * @param millis milliseconds since an arbitrary origin
 */
public record Tick(long millis) implements Comparable<Tick> {
  public Tick plusMillis(long delayMillis) {
    return new Tick(millis + delayMillis);
  }

  /** Milliseconds from this tick to {@code later}; negative when {@code later} lies before it. */
  public long millisUntil(Tick later) {
    return later.millis - millis;
  }

  @Override
  public int compareTo(Tick other) {
    return Long.compare(millis, other.millis);
  }
}
