package io.kvasir.core.topology;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.topology.Ordinance.Decision;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The commands by which members come to own partitions, and go. */
final class Comings {
  private Comings() {}

  static Decision join(Topology topology, SortedSet<NodeId> nodes) {
    if (nodes.isEmpty() || !topology.members().keySet().containsAll(nodes)) {
      return new Decision(topology, new TopologyResult.Unknown());
    }
    if (nodes.stream().anyMatch(node -> topology.intents().get(node) == Intent.REMOVE)) {
      return Ordinance.refused(topology, "who is being removed cannot join");
    }
    TreeMap<NodeId, Intent> intents = new TreeMap<>(topology.intents());
    for (NodeId node : nodes) {
      if (staysOwner(topology, node)) {
        intents.remove(node);
      } else {
        intents.put(node, Intent.JOIN);
      }
    }
    return accepted(Ownership.advance(regroup(topology, topology.withIntents(intents))));
  }

  private static boolean staysOwner(Topology topology, NodeId node) {
    Ring next = topology.transition().map(Transition::next).orElse(topology.ring());
    return topology.ring().members().contains(node) && next.members().contains(node);
  }

  static Decision leave(Topology topology, NodeId node) {
    Optional<Decision> refusal = refuseLast(topology, node, Intent.LEAVE);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (topology.intents().get(node) == Intent.REMOVE) {
      return accepted(topology);
    }
    Topology next = regroup(topology, with(topology, node, Intent.LEAVE));
    return accepted(Ownership.advance(next));
  }

  static Decision remove(Topology topology, NodeId node) {
    Optional<Decision> refusal = refuseLast(topology, node, Intent.REMOVE);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (topology.intents().get(node) == Intent.REMOVE) {
      return accepted(topology);
    }
    Topology marked = regroup(topology, with(topology, node, Intent.REMOVE));
    Topology next =
        Ownership.release(Ownership.owns(topology, node) ? Ownership.restart(marked) : marked);
    return next.members().containsKey(node)
        ? accepted(next)
        : new Decision(next, new TopologyResult.Removed(node));
  }

  static Decision depart(Topology topology, NodeId node) {
    if (!topology.members().containsKey(node)) {
      return new Decision(topology, new TopologyResult.Unknown());
    }
    boolean leaves = topology.intents().get(node) == Intent.LEAVE;
    boolean holds =
        Ownership.owns(topology, node)
            || topology.groups().values().stream().anyMatch(group -> group.wanted().contains(node));
    return leaves && !holds
        ? new Decision(
            Ownership.without(topology, new TreeSet<>(List.of(node))),
            new TopologyResult.Removed(node))
        : Ordinance.refused(topology, node + " holds data");
  }

  static Decision transferred(Topology topology, SortedSet<Transfer> transfers, long epoch) {
    Topology next = epoch == topology.epoch() ? Ownership.done(topology, transfers) : topology;
    int outstanding = next.transition().map(change -> change.outstanding().size()).orElse(0);
    return new Decision(next, new TopologyResult.Transferred(next.epoch(), outstanding));
  }

  private static Optional<Decision> refuseLast(Topology topology, NodeId node, Intent intent) {
    if (!topology.members().containsKey(node)) {
      return Optional.of(new Decision(topology, new TopologyResult.Unknown()));
    }
    return Ownership.hasOwners(with(topology, node, intent))
        ? Optional.empty()
        : Optional.of(Ordinance.refused(topology, node + " is the last that can own partitions"));
  }

  private static Topology with(Topology topology, NodeId node, Intent intent) {
    TreeMap<NodeId, Intent> intents = new TreeMap<>(topology.intents());
    intents.put(node, intent);
    return topology.withIntents(intents);
  }

  /** Groups move off who goes, and onto who stays after all. */
  private static Topology regroup(Topology before, Topology after) {
    return before.staying().equals(after.staying()) ? after : Allotment.of(after).spread();
  }

  private static Decision accepted(Topology topology) {
    return new Decision(topology, new TopologyResult.Accepted(topology.epoch()));
  }
}
