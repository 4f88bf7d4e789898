package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import java.util.List;
import java.util.Optional;

/**
 * What one step of a shard's history changed.
 *
 * @param number the shard's revision after it, 1 and up
 * @param millis the shard's time then
 * @param changes at least one; each key once, as the whole step left it
 */
public record Revision(long number, long millis, List<Change> changes) {
  public Revision {
    changes = List.copyOf(changes);
    if (number < 1 || millis < 0 || changes.isEmpty()) {
      throw new IllegalArgumentException("no revision: " + number + " at " + millis);
    }
  }

  /** Without its keys and values, a revision takes about this much memory. */
  private static final int OVERHEAD_BYTES = 100;

  /** About how many bytes it takes. */
  public long weight() {
    return OVERHEAD_BYTES + changes.stream().mapToLong(Change::weight).sum();
  }

  /**
   * One key.
   *
   * @param found what stands there now; empty when it was deleted, or has ended
   */
  public record Change(Key key, Optional<Versioned> found) {
    long weight() {
      return 2L * key.value().length()
          + OVERHEAD_BYTES
          + found.map(versioned -> versioned.value().payload().length()).orElse(0);
    }
  }
}
