package io.kvasir.core.ring;

import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Changes a ring with the least movement: a joining node takes its fair share and nobody else gets
 * anything, a leaving node's share is spread and nobody else gives anything. Within that,
 * partitions near each other go to different zones, since a key's replicas are neighbours. Pure;
 * every node that computes it gets the same ring.
 */
public final class Claim {
  /** Partitions so far apart need not differ: as far as the usual number of replicas reaches. */
  private static final int REACH = 2;

  private static final int SAME_NODE = 3;

  private final List<NodeId> owners;
  private final TreeSet<NodeId> members;
  private final SortedMap<NodeId, String> zones;

  private Claim(Ring ring, SortedMap<NodeId, String> zones) {
    this.owners = new ArrayList<>(ring.owners());
    this.members = new TreeSet<>(ring.members());
    this.zones = zones;
  }

  /**
   * The ring of a new cluster: the members take turns, those of one zone as far from each other as
   * can be.
   *
   * @param zones of those members that have one
   */
  public static Ring initial(
      int partitions, SortedSet<NodeId> members, SortedMap<NodeId, String> zones) {
    TreeMap<String, Integer> met = new TreeMap<>();
    TreeMap<NodeId, Integer> rounds = new TreeMap<>();
    for (NodeId member : members) {
      String zone = zones.getOrDefault(member, "");
      rounds.put(member, zone.isEmpty() ? 0 : met.merge(zone, 1, Integer::sum) - 1);
    }
    Comparator<NodeId> order =
        Comparator.<NodeId>comparingInt(member -> rounds.getOrDefault(member, 0))
            .thenComparing(member -> zones.getOrDefault(member, ""))
            .thenComparing(Comparator.naturalOrder());
    return Ring.takingTurns(partitions, members.stream().sorted(order).toList());
  }

  /**
   * {@code ring} with all of {@code joining}, and then without all of {@code leaving}. Who is
   * there, or is not there, already changes nothing.
   *
   * @param zones of those nodes that have one
   * @throws IllegalArgumentException when no member would be left
   */
  public static Ring change(
      Ring ring,
      Collection<NodeId> joining,
      Collection<NodeId> leaving,
      SortedMap<NodeId, String> zones) {
    Claim claim = new Claim(ring, zones);
    joining.forEach(claim::join);
    leaving.forEach(claim::leave);
    return new Ring(claim.owners);
  }

  /**
   * {@code ring} with {@code node} owning {@code partitions / members} of it, taken from the
   * fullest.
   */
  public static Ring join(Ring ring, NodeId node) {
    return change(ring, List.of(node), List.of(), new TreeMap<>());
  }

  /**
   * {@code ring} without {@code node}: each of its partitions goes to the emptiest member.
   *
   * @throws IllegalArgumentException when it is the only member
   */
  public static Ring leave(Ring ring, NodeId node) {
    return change(ring, List.of(), List.of(node), new TreeMap<>());
  }

  private void join(NodeId node) {
    if (!members.add(node)) {
      return;
    }
    int share = owners.size() / members.size();
    for (int taken = 0; taken < share; taken++) {
      owners.set(best(node), node);
    }
  }

  private void leave(NodeId node) {
    if (!members.remove(node)) {
      return;
    }
    if (members.isEmpty()) {
      throw new IllegalArgumentException("the last member cannot leave");
    }
    for (int partition = 0; partition < owners.size(); partition++) {
      if (owners.get(partition).equals(node)) {
        owners.set(partition, heir(partition));
      }
    }
  }

  /** Of the emptiest, the one that has least in common with the neighbours. */
  private NodeId heir(int partition) {
    SortedMap<NodeId, Integer> loads = loads();
    return members.stream()
        .min(
            Comparator.<NodeId>comparingInt(member -> loads.getOrDefault(member, 0))
                .thenComparingInt(member -> clashes(partition, member)))
        .orElseThrow();
  }

  /** Of the fullest members' partitions, where replicas spread best with this owner. */
  private int best(NodeId taker) {
    SortedMap<NodeId, Integer> loads = loads();
    loads.remove(taker);
    int most = loads.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    int best = -1;
    long bestWorth = Long.MIN_VALUE;
    for (int partition = 0; partition < owners.size(); partition++) {
      if (loads.getOrDefault(owners.get(partition), -1) == most) {
        long worth = worth(partition, taker);
        if (worth > bestWorth) {
          best = partition;
          bestWorth = worth;
        }
      }
    }
    return best;
  }

  /** First what clashes less than before, then what lies farthest from what the taker has. */
  private long worth(int partition, NodeId taker) {
    int better = clashes(partition, owners.get(partition)) - clashes(partition, taker);
    return better * (owners.size() + 1L) + distance(partition, taker);
  }

  /** How much {@code owner} has in common with the owners within reach of a partition. */
  private int clashes(int partition, NodeId owner) {
    int size = owners.size();
    int clashes = 0;
    for (int step = 1; step <= Math.min(REACH, size / 2); step++) {
      clashes += clash(owner, owners.get((partition + step) % size));
      clashes += clash(owner, owners.get((partition - step + size) % size));
    }
    return clashes;
  }

  private int clash(NodeId one, NodeId other) {
    if (one.equals(other)) {
      return SAME_NODE;
    }
    String zone = zones.getOrDefault(one, "");
    return !zone.isEmpty() && zone.equals(zones.getOrDefault(other, "")) ? 1 : 0;
  }

  private SortedMap<NodeId, Integer> loads() {
    TreeMap<NodeId, Integer> loads = new TreeMap<>();
    members.forEach(member -> loads.put(member, 0));
    owners.forEach(owner -> loads.merge(owner, 1, Integer::sum));
    return loads;
  }

  private int distance(int from, NodeId to) {
    int size = owners.size();
    for (int step = 1; step <= size / 2; step++) {
      if (owners.get((from + step) % size).equals(to)
          || owners.get((from - step + size) % size).equals(to)) {
        return step;
      }
    }
    return size;
  }
}
