package io.kvasir.core.topology;

import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Claim;
import io.kvasir.core.ring.Exchange;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Ring;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How the ring comes to be what the intents ask for, by one transition at a time. What is asked for
 * while one is under way waits for it, and is done together in the next; but when a member is to be
 * removed, which may be one that the transition waits for, it begins anew.
 */
final class Ownership {
  private Ownership() {}

  /** Begins a transition, if the intents ask for one and none is under way. */
  static Topology advance(Topology topology) {
    return topology.transition().isPresent() ? topology : begin(topology);
  }

  /** Begins again what is under way, now that the intents are others. */
  static Topology restart(Topology topology) {
    return topology.transition().isEmpty()
        ? advance(topology)
        : begin(topology.withOwners(topology.ring(), Optional.empty()));
  }

  /**
   * A member came in another life. If it is to own more, the transition begins anew: it may have
   * lost what it was handed, and said that it has it.
   */
  static Topology reborn(Topology topology, NodeId node) {
    boolean gains =
        topology
            .transition()
            .filter(
                change ->
                    transfers(topology, change.next()).stream()
                        .anyMatch(transfer -> transfer.target().equals(node)))
            .isPresent();
    return gains ? restart(topology) : topology;
  }

  private static Topology begin(Topology topology) {
    Ring next = wanted(topology);
    if (next.equals(topology.ring())) {
      return joined(topology);
    }
    SortedSet<Transfer> outstanding = transfers(topology, next);
    return outstanding.isEmpty()
        ? settle(topology.withOwners(topology.ring(), Optional.empty()), next)
        : topology.withOwners(topology.ring(), Optional.of(new Transition(next, outstanding)));
  }

  private static Ring wanted(Topology topology) {
    TreeSet<NodeId> leaving = new TreeSet<>(topology.intending(Intent.LEAVE));
    leaving.addAll(topology.intending(Intent.REMOVE));
    SortedMap<NodeId, String> zones = Topology.zones(topology.members());
    return Claim.change(topology.ring(), topology.intending(Intent.JOIN), leaving, zones);
  }

  /** Whether someone owned the partitions if all came to be as intended. */
  static boolean hasOwners(Topology topology) {
    TreeSet<NodeId> owners = new TreeSet<>(topology.ring().members());
    owners.addAll(topology.intending(Intent.JOIN));
    owners.retainAll(topology.staying());
    return !owners.isEmpty();
  }

  private static SortedSet<Transfer> transfers(Topology topology, Ring next) {
    TreeSet<Transfer> transfers = new TreeSet<>();
    for (int replicas : replicaCounts(topology.buckets())) {
      for (int number = 0; number < next.partitions(); number++) {
        PartitionId partition = new PartitionId(number);
        exchange(topology, next, partition, replicas)
            .sources()
            .keySet()
            .forEach(target -> transfers.add(new Transfer(partition, replicas, target)));
      }
    }
    return transfers;
  }

  private static SortedSet<Integer> replicaCounts(BucketCatalogue buckets) {
    TreeSet<Integer> counts = new TreeSet<>();
    for (CatalogueEntry entry : buckets.live()) {
      if (!(entry.spec().consistency() instanceof Consistency.Linearizable)) {
        counts.add(entry.spec().replicas());
      }
    }
    return counts;
  }

  private static Exchange exchange(
      Topology topology, Ring next, PartitionId partition, int replicas) {
    return new Exchange(
        topology.ring().preferenceList(partition, replicas),
        next.preferenceList(partition, replicas),
        topology.intending(Intent.REMOVE));
  }

  static SortedSet<NodeId> sources(Topology topology, Transfer transfer) {
    return topology
        .transition()
        .map(change -> exchange(topology, change.next(), transfer.partition(), transfer.replicas()))
        .map(exchange -> exchange.sources().get(transfer.target()))
        .orElseGet(TreeSet::new);
  }

  /** Without {@code done} in what is outstanding. */
  static Topology done(Topology topology, SortedSet<Transfer> done) {
    return topology
        .transition()
        .map(
            change -> {
              TreeSet<Transfer> left = new TreeSet<>(change.outstanding());
              left.removeAll(done);
              return leave(topology, change, left);
            })
        .orElse(topology);
  }

  /** Without what is outstanding for buckets that are no more. */
  static Topology prune(Topology topology) {
    SortedSet<Integer> counts = replicaCounts(topology.buckets());
    return topology
        .transition()
        .map(
            change -> {
              TreeSet<Transfer> left = new TreeSet<>(change.outstanding());
              left.removeIf(transfer -> !counts.contains(transfer.replicas()));
              return leave(topology, change, left);
            })
        .orElse(topology);
  }

  private static Topology leave(Topology topology, Transition change, SortedSet<Transfer> left) {
    if (left.isEmpty()) {
      return advance(settle(topology, change.next()));
    }
    return left.size() == change.outstanding().size()
        ? topology
        : topology.withOutstanding(new Transition(change.next(), left));
  }

  private static Topology settle(Topology topology, Ring ring) {
    return release(joined(topology.withOwners(ring, Optional.empty())));
  }

  /** Who owns partitions has joined. */
  private static Topology joined(Topology topology) {
    TreeMap<NodeId, Intent> intents = new TreeMap<>(topology.intents());
    for (NodeId owner : topology.ring().members()) {
      intents.remove(owner, Intent.JOIN);
    }
    return intents.equals(topology.intents()) ? topology : topology.withIntents(intents);
  }

  /** Who was to be removed, and owns nothing, is no member any more. */
  static Topology release(Topology topology) {
    TreeSet<NodeId> free = new TreeSet<>(topology.intending(Intent.REMOVE));
    free.removeIf(node -> owns(topology, node));
    return without(topology, free);
  }

  /** Without members that own nothing. */
  static Topology without(Topology topology, SortedSet<NodeId> nodes) {
    if (nodes.isEmpty()) {
      return topology;
    }
    TreeMap<NodeId, Member> members = new TreeMap<>(topology.members());
    members.keySet().removeAll(nodes);
    TreeMap<NodeId, Intent> intents = new TreeMap<>(topology.intents());
    intents.keySet().removeAll(nodes);
    return Allotment.of(topology.withIntents(intents).withMembers(members)).spread();
  }

  /** Whether a member owns partitions, or is about to. */
  static boolean owns(Topology topology, NodeId node) {
    return topology.ring().members().contains(node)
        || topology.transition().filter(t -> t.next().members().contains(node)).isPresent();
  }
}
