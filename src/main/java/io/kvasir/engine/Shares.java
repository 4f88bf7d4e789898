package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who has which share, by a topology. */
final class Shares {
  private Shares() {}

  /** The convergent buckets that exist, by their number of replicas. */
  static SortedMap<Integer, SortedSet<BucketId>> buckets(BucketCatalogue catalogue) {
    TreeMap<Integer, SortedSet<BucketId>> buckets = new TreeMap<>();
    for (CatalogueEntry entry : catalogue.live()) {
      if (!(entry.spec().consistency() instanceof Consistency.Linearizable)) {
        buckets.computeIfAbsent(entry.spec().replicas(), n -> new TreeSet<>()).add(entry.id());
      }
    }
    return buckets;
  }

  /** What {@code node} holds, or is about to. */
  static SortedSet<Share> of(Topology topology, NodeId node) {
    TreeSet<Share> shares = new TreeSet<>();
    for (int replicas : buckets(topology.buckets()).keySet()) {
      for (int number = 0; number < topology.ring().partitions(); number++) {
        PartitionId partition = new PartitionId(number);
        if (topology.replicas(partition, replicas).contains(node)) {
          shares.add(new Share(partition, replicas));
        }
      }
    }
    return shares;
  }

  /** Of which partitions {@code node} holds something, or is about to. */
  static SortedSet<PartitionId> partitions(Topology topology, NodeId node) {
    TreeSet<PartitionId> partitions = new TreeSet<>();
    of(topology, node).forEach(share -> partitions.add(share.partition()));
    return partitions;
  }

  /**
   * What {@code node} held, or was about to, and gave away between two topologies that it came to
   * one after the other. Of what it is about to hold in the later one it may have missed that it
   * lost it, and what it has of that is of the past.
   */
  static SortedSet<Share> lost(Topology before, Topology next, NodeId node) {
    TreeSet<Share> lost = new TreeSet<>();
    if (before.epoch() != next.epoch()) {
      boolean missedSome = next.epoch() > before.epoch() + 1;
      SortedSet<Share> kept = of(next, node);
      kept.removeIf(share -> missedSome && !isOwned(next, share, node));
      lost.addAll(of(before, node));
      lost.removeAll(kept);
    }
    return lost;
  }

  /** Whether {@code node} is one of the present owners, not only of the next. */
  static boolean isOwned(Topology topology, Share share, NodeId node) {
    return topology.replicas(share.partition(), share.replicas()).current().contains(node);
  }
}
