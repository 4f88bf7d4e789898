package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.gossip.Pairing;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Intent;
import io.kvasir.core.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Who holds what, as far as replicas compare it. */
final class Pairings {
  private final NodeId self;
  private final Supplier<Topology> topology;

  Pairings(NodeId self, Supplier<Topology> topology) {
    this.self = self;
    this.topology = topology;
  }

  /** Of the topology that the answers here follow from. */
  long version() {
    return topology.get().version();
  }

  /** The convergent buckets that have that many replicas. */
  List<BucketId> buckets(int count) {
    Topology now = topology.get();
    return now.buckets().live().stream()
        .filter(entry -> isConvergent(entry) && count(now, entry) == count)
        .map(CatalogueEntry::id)
        .sorted()
        .toList();
  }

  static boolean isConvergent(CatalogueEntry entry) {
    return !(entry.spec().consistency() instanceof Consistency.Linearizable);
  }

  /**
   * This node with {@code peer}, in which a bucket of N {@code replicas} is; empty when not both
   * hold it.
   */
  Optional<Pairing> pairing(PartitionId partition, int replicas, NodeId peer) {
    int count = Math.min(replicas, topology.get().ring().members().size());
    return areBoth(peer, partition, count)
        ? Optional.of(new Pairing(partition, count, peer))
        : Optional.empty();
  }

  /** How many replicas a convergent bucket has; empty when there is none of that name. */
  Optional<Integer> count(BucketId bucket) {
    Topology now = topology.get();
    return now.buckets().live(bucket.name()).map(entry -> count(now, entry));
  }

  /** What a convergent bucket holds; empty when there is none of that name. */
  Optional<DataType> type(BucketId bucket) {
    return topology.get().buckets().live(bucket.name()).map(entry -> entry.spec().type());
  }

  /** A cluster with fewer nodes keeps one on each. */
  private static int count(Topology now, CatalogueEntry entry) {
    return Math.min(entry.spec().replicas(), now.ring().members().size());
  }

  /**
   * Whether this node and another one are replicas of the partition, with {@code count} of them.
   */
  boolean areBoth(NodeId other, PartitionId partition, int count) {
    PreferenceList list = topology.get().ring().preferenceList(partition, count);
    return list.contains(self) && list.contains(other);
  }

  /** Whether both nodes hold a key, in that partition, as far as this one knows. */
  boolean mayTell(NodeId other, PartitionId partition, EntryKey entry) {
    Topology now = topology.get();
    BucketId bucket = entry.bucket();
    boolean placed =
        now.ring().partitionOf(bucket.name().value(), entry.key().value()).equals(partition);
    boolean known =
        now.buckets()
            .live(bucket.name())
            .map(live -> areBoth(other, partition, live.spec().replicas()))
            .orElse(false);
    return placed && known && !now.buckets().isDropped(bucket);
  }

  /** What this node owns, once per number of replicas in use; by partition. */
  List<Share> held() {
    Topology now = topology.get();
    List<Share> held = new ArrayList<>();
    for (int number = 0; number < now.ring().partitions(); number++) {
      PartitionId partition = new PartitionId(number);
      for (int count : counts(now)) {
        if (now.ring().preferenceList(partition, count).contains(self)) {
          held.add(new Share(partition, count));
        }
      }
    }
    return held;
  }

  private static SortedSet<Integer> counts(Topology now) {
    TreeSet<Integer> counts = new TreeSet<>();
    now.buckets().live().stream()
        .filter(Pairings::isConvergent)
        .forEach(entry -> counts.add(count(now, entry)));
    return counts;
  }

  /** Those with peers that may still be heard from: not with the dead that are to be removed. */
  List<Pairing> expected(List<PartitionId> partitions) {
    SortedSet<NodeId> removed = topology.get().intending(Intent.REMOVE);
    return pairings(partitions).stream()
        .filter(pairing -> !removed.contains(pairing.peer()))
        .toList();
  }

  /** This node with each other replica of these partitions, once per number of replicas in use. */
  List<Pairing> pairings(List<PartitionId> partitions) {
    Topology now = topology.get();
    SortedSet<Integer> counts = counts(now);
    TreeSet<Pairing> pairings = new TreeSet<>();
    for (PartitionId partition : partitions) {
      for (int count : counts) {
        PreferenceList list = now.ring().preferenceList(partition, count);
        if (list.contains(self)) {
          list.nodes().stream()
              .filter(node -> !node.equals(self))
              .forEach(node -> pairings.add(new Pairing(partition, count, node)));
        }
      }
    }
    return List.copyOf(pairings);
  }
}
