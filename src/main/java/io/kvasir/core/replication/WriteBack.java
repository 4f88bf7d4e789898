package io.kvasir.core.replication;

import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.NodeId;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sees to it that enough replicas hold what a read is about to show, so that no later read misses
 * it: who holds less is told the rest (Attiya, Bar-Noy, Dolev: "Sharing Memory Robustly in
 * Message-Passing Systems", JACM 42(1), 1995, section 3).
 */
final class WriteBack {
  private final JointQuorum holders;
  private final List<Crdt> states;
  private final TreeSet<NodeId> holding = new TreeSet<>();
  private final TreeMap<NodeId, Integer> told = new TreeMap<>();
  private final TreeSet<NodeId> everTold = new TreeSet<>();

  /**
   * @param states what the answer is made of
   */
  WriteBack(JointQuorum holders, List<Crdt> states) {
    this.holders = holders;
    this.states = List.copyOf(states);
  }

  /** What a replica must be told that holds {@code held}; nothing when it holds all. */
  List<Crdt> tell(NodeId replica, Crdt held) {
    List<Crdt> lacking = lackedBy(held, states);
    if (lacking.isEmpty()) {
      holding.add(replica);
    } else {
      told.put(replica, lacking.size());
      everTold.add(replica);
    }
    return lacking;
  }

  /** Those of {@code states} that bring something new to {@code held}. */
  static List<Crdt> lackedBy(Crdt held, List<Crdt> states) {
    return states.stream().filter(state -> !Crdt.join(held, state).equals(held)).toList();
  }

  /** A replica has one of the states that it was told. */
  void merged(NodeId replica) {
    Integer left = told.remove(replica);
    if (left != null && left == 1) {
      holding.add(replica);
    } else if (left != null) {
      told.put(replica, left - 1);
    }
  }

  /** What it was told may be lost. */
  void failed(NodeId replica) {
    told.remove(replica);
  }

  /** Whether a replica was told this. */
  boolean hasTold(NodeId replica, Crdt state) {
    return everTold.contains(replica) && states.contains(state);
  }

  boolean isMet() {
    return holders.isMet(holding);
  }

  /**
   * Whether it may yet be met.
   *
   * @param awaited who has not yet said what it holds
   */
  boolean isPossible(Set<NodeId> awaited) {
    TreeSet<NodeId> hoped = new TreeSet<>(holding);
    hoped.addAll(told.keySet());
    hoped.addAll(awaited);
    return holders.isMet(hoped);
  }

  ReadOutcome unavailable() {
    JointQuorum.Share farthest = holders.farthest(holding);
    return new ReadOutcome.QuorumUnavailable(farthest.count(holding), farthest.needed());
  }

  ReadOutcome timedOut() {
    JointQuorum.Share farthest = holders.farthest(holding);
    return new ReadOutcome.TimedOut(farthest.count(holding), farthest.needed());
  }
}
