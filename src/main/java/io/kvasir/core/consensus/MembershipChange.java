package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;

/** One step of a membership change; any two majorities around one step overlap (§6). */
public sealed interface MembershipChange {
  ReplicaId replica();

  /** A new replica begins to receive the log. */
  record AddLearner(ReplicaId replica) implements MembershipChange {}

  /** A learner that has caught up becomes a voter. */
  record Promote(ReplicaId replica) implements MembershipChange {}

  /** A voter or learner leaves. */
  record Remove(ReplicaId replica) implements MembershipChange {}
}
