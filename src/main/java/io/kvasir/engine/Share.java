package io.kvasir.engine;

import io.kvasir.core.ring.PartitionId;
import java.util.Comparator;

/**
 * What a node owns or does not: the entries of one partition, of the buckets with so many replicas.
 */
record Share(PartitionId partition, int replicas) implements Comparable<Share> {
  private static final Comparator<Share> ORDER =
      Comparator.comparing(Share::partition).thenComparingInt(Share::replicas);

  @Override
  public int compareTo(Share other) {
    return ORDER.compare(this, other);
  }
}
