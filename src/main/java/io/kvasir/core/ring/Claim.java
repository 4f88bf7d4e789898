package io.kvasir.core.ring;

import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Changes a ring with the least movement: a joining node takes its fair share and nobody else gets
 * anything, a leaving node's share is spread and nobody else gives anything. Pure; every node that
 * computes it gets the same ring.
 */
public final class Claim {
  private Claim() {}

  /**
   * {@code ring} with {@code node} owning {@code partitions / members} of it, taken from the
   * fullest.
   */
  public static Ring join(Ring ring, NodeId node) {
    TreeSet<NodeId> members = new TreeSet<>(ring.members());
    if (!members.add(node)) {
      return ring;
    }
    List<NodeId> owners = new ArrayList<>(ring.owners());
    int share = owners.size() / members.size();
    for (int taken = 0; taken < share; taken++) {
      NodeId fullest = byLoad(owners, ring.members()).getLast();
      owners.set(farthest(owners, fullest, node), node);
    }
    return new Ring(owners);
  }

  /**
   * {@code ring} without {@code node}: each of its partitions goes to the emptiest member.
   *
   * @throws IllegalArgumentException when it is the only member
   */
  public static Ring leave(Ring ring, NodeId node) {
    TreeSet<NodeId> members = new TreeSet<>(ring.members());
    if (!members.remove(node)) {
      return ring;
    }
    if (members.isEmpty()) {
      throw new IllegalArgumentException("the last member cannot leave");
    }
    List<NodeId> owners = new ArrayList<>(ring.owners());
    for (PartitionId partition : ring.partitionsOf(node)) {
      owners.set(partition.number(), byLoad(owners, members).getFirst());
    }
    return new Ring(owners);
  }

  /** The members from the emptiest to the fullest. */
  private static List<NodeId> byLoad(List<NodeId> owners, SortedSet<NodeId> members) {
    TreeMap<NodeId, Integer> load = new TreeMap<>();
    members.forEach(member -> load.put(member, 0));
    owners.forEach(owner -> load.computeIfPresent(owner, (member, count) -> count + 1));
    Comparator<NodeId> byCount = Comparator.comparing(member -> load.getOrDefault(member, 0));
    return members.stream().sorted(byCount.thenComparing(Comparator.naturalOrder())).toList();
  }

  /**
   * The partition of {@code donor} that lies farthest from all of {@code taker}'s, so replicas
   * spread.
   */
  private static int farthest(List<NodeId> owners, NodeId donor, NodeId taker) {
    int best = -1;
    int bestDistance = -1;
    for (int partition = 0; partition < owners.size(); partition++) {
      if (owners.get(partition).equals(donor)) {
        int distance = distance(owners, partition, taker);
        if (distance > bestDistance) {
          best = partition;
          bestDistance = distance;
        }
      }
    }
    return best;
  }

  private static int distance(List<NodeId> owners, int from, NodeId to) {
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
