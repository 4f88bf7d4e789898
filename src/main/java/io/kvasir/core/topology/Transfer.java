package io.kvasir.core.topology;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import java.util.Comparator;

/**
 * One node has yet to get the entries of one partition whose buckets have so many replicas.
 *
 * @param replicas how many replicas the buckets ask for, 1 and up; the same partition has other
 *     replicas for buckets of another number
 * @param target who gets them
 */
public record Transfer(PartitionId partition, int replicas, NodeId target)
    implements Comparable<Transfer> {
  private static final Comparator<Transfer> ORDER =
      Comparator.comparing(Transfer::partition)
          .thenComparingInt(Transfer::replicas)
          .thenComparing(Transfer::target);

  public Transfer {
    if (replicas < 1) {
      throw new IllegalArgumentException("a transfer for " + replicas + " replicas");
    }
  }

  @Override
  public int compareTo(Transfer other) {
    return ORDER.compare(this, other);
  }
}
