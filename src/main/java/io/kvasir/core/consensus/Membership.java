package io.kvasir.core.consensus;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The replicas of a group.
 *
 * @param voters elect and commit by majority; empty only in a replica that does not know its group
 * @param learners receive the log and count for nothing (dissertation, 4.2.1)
 */
public record Membership(SortedSet<ReplicaId> voters, SortedSet<ReplicaId> learners) {
  /** The membership of a replica that waits to be told. */
  public static final Membership NONE =
      new Membership(Collections.emptySortedSet(), Collections.emptySortedSet());

  public Membership {
    voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
    learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
    for (ReplicaId learner : learners) {
      if (voters.contains(learner)) {
        throw new IllegalArgumentException(learner + " is voter and learner");
      }
    }
  }

  /** A group of voters only. */
  public static Membership ofVoters(SortedSet<ReplicaId> voters) {
    return new Membership(voters, Collections.emptySortedSet());
  }

  public boolean isVoter(ReplicaId replica) {
    return voters.contains(replica);
  }

  /** Whether {@code replica} is a majority by itself. */
  public boolean isOnlyVoter(ReplicaId replica) {
    return voters.size() == 1 && isVoter(replica);
  }

  public boolean contains(ReplicaId replica) {
    return voters.contains(replica) || learners.contains(replica);
  }

  /** Voters and learners. */
  public SortedSet<ReplicaId> all() {
    TreeSet<ReplicaId> all = new TreeSet<>(voters);
    all.addAll(learners);
    return all;
  }

  /** The replica on {@code node}, the voting one if there are several. */
  public Optional<ReplicaId> on(NodeId node) {
    return voters.stream()
        .filter(replica -> replica.node().equals(node))
        .findFirst()
        .or(() -> learners.stream().filter(replica -> replica.node().equals(node)).findFirst());
  }

  /** How many voters are a majority. */
  public int majority() {
    return voters.size() / 2 + 1;
  }

  /**
   * The membership after one change; empty when it makes no sense here: a member added again, a
   * stranger promoted or removed, the last voter removed.
   */
  public Optional<Membership> after(MembershipChange change) {
    TreeSet<ReplicaId> nextVoters = new TreeSet<>(voters);
    TreeSet<ReplicaId> nextLearners = new TreeSet<>(learners);
    boolean sensible =
        switch (change) {
          case MembershipChange.AddLearner(ReplicaId replica) ->
              !contains(replica) && nextLearners.add(replica);
          case MembershipChange.Promote(ReplicaId replica) ->
              nextLearners.remove(replica) && nextVoters.add(replica);
          case MembershipChange.Remove(ReplicaId replica) ->
              nextVoters.remove(replica) || nextLearners.remove(replica);
        };
    return sensible && !nextVoters.isEmpty()
        ? Optional.of(new Membership(nextVoters, nextLearners))
        : Optional.empty();
  }
}
