package io.kvasir.sim;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.topology.Topology;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All machines, with a view of every disk that no client has. */
final class Cluster {
  private final List<SimNode> nodes;
  private final Ring ring;
  private int wipes;
  private int clockSteps;
  private final TreeMap<Long, Topology> versions = new TreeMap<>();
  private Optional<Topology> latest = Optional.empty();

  Cluster(List<SimNode> nodes, Ring ring) {
    this.nodes = List.copyOf(nodes);
    this.ring = ring;
  }

  List<SimNode> nodes() {
    return nodes;
  }

  /** The machines of those who are members. */
  List<SimNode> members() {
    return nodes.stream()
        .filter(node -> latest.filter(now -> now.members().containsKey(node.id())).isPresent())
        .toList();
  }

  /** The machines that hold {@code entry}, or will, when it has {@code n} replicas. */
  List<SimNode> replicas(EntryKey entry, int n) {
    Replicas preferred = preferred(entry, n);
    return nodes.stream().filter(node -> preferred.contains(node.id())).toList();
  }

  private Replicas preferred(EntryKey entry, int n) {
    return latest
        .map(now -> now.replicas(partitionOf(entry), n))
        .orElseGet(() -> Replicas.settled(ring.preferenceList(partitionOf(entry), n)));
  }

  /** Who holds the entry, and who is about to, while that is under way. */
  List<List<SimNode>> lists(EntryKey entry, int n) {
    Replicas preferred = preferred(entry, n);
    return Stream.concat(Stream.of(preferred.current()), preferred.next().stream())
        .map(list -> nodes.stream().filter(node -> list.contains(node.id())).toList())
        .toList();
  }

  PartitionId partitionOf(EntryKey entry) {
    return ring.partitionOf(entry.bucket().name().value(), entry.key().value());
  }

  /** What one machine has on its disk. */
  Optional<Crdt> durable(SimNode node, EntryKey entry) {
    return node.disk().state(new SimDisk.Place(partitionOf(entry), entry));
  }

  /** What one machine has on its disk and can read. */
  Optional<Crdt> readable(SimNode node, EntryKey entry) {
    return node.disk().isRotten(new SimDisk.Place(partitionOf(entry), entry))
        ? Optional.empty()
        : durable(node, entry);
  }

  /** What each replica has on its disk. */
  List<Optional<Crdt>> durable(EntryKey entry, int n) {
    return replicas(entry, n).stream().map(node -> durable(node, entry)).toList();
  }

  /** What all disks have, and what those had that were lost for good. */
  Stream<Crdt> everDurable(EntryKey entry) {
    SimDisk.Place place = new SimDisk.Place(partitionOf(entry), entry);
    return nodes.stream()
        .flatMap(node -> Stream.concat(Stream.of(node.disk()), node.ashes().stream()))
        .flatMap(disk -> disk.state(place).stream());
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

  /** How often a wall clock was stepped so far. */
  int clockSteps() {
    return clockSteps;
  }

  void onClockStep() {
    clockSteps++;
  }

  void onWipe() {
    wipes++;
  }
}
