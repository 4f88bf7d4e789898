package io.kvasir.core.keyspace;

/**
 * How long what is put stays.
 *
 * @param millis of the shard's time, from the put on; 1 to {@link #MAX_MILLIS}
 * @param isAsked whether the client said so; else it is the bucket's choice, which may be another
 *     when the client repeats its request
 */
public record TimeToLive(long millis, boolean isAsked) {
  /** A hundred years. */
  public static final long MAX_MILLIS = 100L * 365 * 24 * 3600 * 1000;

  public TimeToLive {
    if (millis < 1 || millis > MAX_MILLIS) {
      throw new IllegalArgumentException("a time to live of " + millis + " ms");
    }
  }

  /** The end of what is put at {@code nowMillis}, or {@link Versioned#ENDLESS}. */
  long endAfter(long nowMillis) {
    long end = nowMillis + millis;
    return end < 0 ? Versioned.ENDLESS : end;
  }
}
