package io.kvasir.sim;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.topology.Topology;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** All machines, with a view of every disk that no client has. */
final class Cluster {
  private final List<SimNode> nodes;
  private final Ring ring;
  private int wipes;
  private final TreeMap<Long, Topology> versions = new TreeMap<>();
  private Optional<Topology> latest = Optional.empty();

  Cluster(List<SimNode> nodes, Ring ring) {
    this.nodes = List.copyOf(nodes);
    this.ring = ring;
  }

  List<SimNode> nodes() {
    return nodes;
  }

  /** The machines that hold {@code entry} when it has {@code n} replicas. */
  List<SimNode> replicas(EntryKey entry, int n) {
    var preferred = ring.preferenceList(partitionOf(entry), n);
    return nodes.stream().filter(node -> preferred.contains(node.id())).toList();
  }

  private PartitionId partitionOf(EntryKey entry) {
    return ring.partitionOf(entry.bucket().name().value(), entry.key().value());
  }

  /** What one machine has on its disk. */
  Optional<Crdt> durable(SimNode node, EntryKey entry) {
    return node.disk().state(new SimDisk.Place(partitionOf(entry), entry));
  }

  /** What each replica has on its disk. */
  List<Optional<Crdt>> durable(EntryKey entry, int n) {
    return replicas(entry, n).stream().map(node -> durable(node, entry)).toList();
  }

  /** What all disks together have. */
  Optional<Crdt> durableAnywhere(EntryKey entry) {
    return nodes.stream().flatMap(node -> durable(node, entry).stream()).reduce(Crdt::join);
  }

  boolean isDroppedAnywhere(EntryKey entry) {
    return latest.filter(now -> now.buckets().isDropped(entry.bucket())).isPresent();
  }

  /** What a node has come to: of one version all come to the same, and what one came to stays. */
  void onTopology(NodeId node, Topology topology) {
    Topology known = versions.putIfAbsent(topology.version(), topology);
    Violation.unless(
        known == null || known.equals(topology),
        "%s came to another version %s:%n  %s%n  than others:%n  %s",
        node,
        topology.version(),
        topology,
        known);
    if (latest.filter(now -> now.version() >= topology.version()).isEmpty()) {
      latest = Optional.of(topology);
    }
  }

  /** The latest that any node came to. */
  Optional<Topology> latest() {
    return latest;
  }

  /** How many disks were lost so far. */
  int wipes() {
    return wipes;
  }

  void onWipe() {
    wipes++;
  }
}
