package io.kvasir.core.handoff;

import io.kvasir.core.ring.PartitionId;
import java.util.Comparator;

/**
 * What a target takes over: the entries of one partition, of the buckets with one number of
 * replicas.
 *
 * @param epoch of the topology since the transition that this belongs to
 * @param replicas N of the buckets
 */
public record TransferId(long epoch, PartitionId partition, int replicas)
    implements Comparable<TransferId> {
  private static final Comparator<TransferId> ORDER =
      Comparator.comparingLong(TransferId::epoch)
          .thenComparing(TransferId::partition)
          .thenComparingInt(TransferId::replicas);

  @Override
  public int compareTo(TransferId other) {
    return ORDER.compare(this, other);
  }
}
