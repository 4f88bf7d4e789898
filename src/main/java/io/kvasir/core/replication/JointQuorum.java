package io.kvasir.core.replication;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.ring.Replicas;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * How many of a key's replicas it takes: while ownership changes so many of the present ones, and
 * so many of the next. (The joint majorities of Ongaro and Ousterhout, "Raft", ATC 2014, section 6,
 * with W or R in the place of a majority: whoever works on the ring before or after meets whoever
 * works on both.)
 */
record JointQuorum(List<Share> shares) {
  /** So many of one list; 0 and up. */
  record Share(PreferenceList list, int needed) {
    boolean isMet(Set<NodeId> nodes) {
      return count(nodes) >= needed;
    }

    int count(Set<NodeId> nodes) {
      int count = 0;
      for (NodeId node : list.nodes()) {
        count += nodes.contains(node) ? 1 : 0;
      }
      return count;
    }

    private int lack(Set<NodeId> nodes) {
      return needed - count(nodes);
    }
  }

  JointQuorum {
    shares = List.copyOf(shares);
  }

  /**
   * @param needed of a list of so many
   */
  static JointQuorum of(Replicas replicas, IntUnaryOperator needed) {
    List<Share> shares = new ArrayList<>();
    shares.add(share(replicas.current(), needed));
    replicas.next().ifPresent(next -> shares.add(share(next, needed)));
    return new JointQuorum(shares);
  }

  /**
   * So many that one of them has whatever was acknowledged by as many as a write needs.
   *
   * @param needed by a write, of a list of so many
   */
  static JointQuorum meeting(Replicas replicas, IntUnaryOperator needed) {
    return of(replicas, size -> Math.max(0, size - needed.applyAsInt(size) + 1));
  }

  private static Share share(PreferenceList list, IntUnaryOperator needed) {
    return new Share(list, needed.applyAsInt(list.size()));
  }

  boolean isMet(Set<NodeId> nodes) {
    for (Share share : shares) {
      if (!share.isMet(nodes)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it can still be met when these never answer. */
  boolean isPossibleWithout(Set<NodeId> failed) {
    return shares.stream()
        .allMatch(share -> share.list().size() - share.count(failed) >= share.needed());
  }

  /** Whether one more answer of {@code node} brings it nearer, after those of {@code nodes}. */
  boolean isServedBy(NodeId node, Set<NodeId> nodes) {
    for (Share share : shares) {
      if (share.list().contains(node) && !share.isMet(nodes)) {
        return true;
      }
    }
    return false;
  }

  /** The list of which most are lacking; the present one, if it is alike. */
  Share farthest(Set<NodeId> nodes) {
    return shares.stream()
        .sorted(Comparator.comparingInt((Share share) -> share.lack(nodes)).reversed())
        .findFirst()
        .orElseThrow();
  }
}
