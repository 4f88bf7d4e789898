package io.kvasir.core.keyspace;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Time went by: a leader found that these keys have ended. Those that have, by the shard's time,
 * are deleted, in one revision; what was written anew meanwhile has another end and stays.
 */
public record Lapse(long wallMillis, SortedSet<End> ends) implements Command {
  public Lapse {
    if (wallMillis < 0) {
      throw new IllegalArgumentException("negative time " + wallMillis);
    }
    ends = Collections.unmodifiableSortedSet(new TreeSet<>(ends));
  }
}
