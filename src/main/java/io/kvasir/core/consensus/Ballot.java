package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;
import java.util.TreeMap;

/** The votes of one election or pre-election. */
final class Ballot {
  private final TreeMap<ReplicaId, Boolean> votes = new TreeMap<>();

  /** Counts a vote; the first of each voter stands. */
  void cast(ReplicaId voter, boolean granted) {
    votes.putIfAbsent(voter, granted);
  }

  boolean isWon(Membership membership) {
    return count(membership, true) >= membership.majority();
  }

  boolean isLost(Membership membership) {
    return count(membership, false) > membership.voters().size() - membership.majority();
  }

  private int count(Membership membership, boolean granted) {
    int count = 0;
    for (ReplicaId voter : membership.voters()) {
      if (votes.containsKey(voter) && votes.get(voter) == granted) {
        count++;
      }
    }
    return count;
  }
}
