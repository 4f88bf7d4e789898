package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import java.util.Comparator;

/**
 * When a key ends. In order of time, then of keys.
 *
 * @param millis of the shard's time
 */
public record End(long millis, Key key) implements Comparable<End> {
  private static final Comparator<End> ORDER =
      Comparator.comparingLong(End::millis).thenComparing(End::key);

  public End {
    if (millis < 0) {
      throw new IllegalArgumentException("an end before 1970: " + millis);
    }
  }

  @Override
  public int compareTo(End other) {
    return ORDER.compare(this, other);
  }
}
