package io.kvasir.core.time;

/** The tick at which waiting ends. */
public record Deadline(Tick at) implements Comparable<Deadline> {
  public static Deadline after(Tick now, long timeoutMillis) {
    return new Deadline(now.plusMillis(timeoutMillis));
  }

  public boolean isPassed(Tick now) {
    return now.compareTo(at) >= 0;
  }

  /** Milliseconds left at {@code now}, at least 0. */
  public long remainingMillis(Tick now) {
    return Math.max(0, now.millisUntil(at));
  }

  @Override
  public int compareTo(Deadline other) {
    return at.compareTo(other.at);
  }
}
