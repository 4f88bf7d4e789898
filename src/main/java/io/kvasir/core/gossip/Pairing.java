package io.kvasir.core.gossip;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import java.util.Comparator;

/** This node and another one as replicas of a partition, of its buckets with {@code replicas}. */
public record Pairing(PartitionId partition, int replicas, NodeId peer)
    implements Comparable<Pairing> {
  private static final Comparator<Pairing> ORDER =
      Comparator.comparing(Pairing::partition)
          .thenComparingInt(Pairing::replicas)
          .thenComparing(Pairing::peer);

  @Override
  public int compareTo(Pairing other) {
    return ORDER.compare(this, other);
  }
}
