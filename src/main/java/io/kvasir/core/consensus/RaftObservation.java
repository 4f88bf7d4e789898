package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;

/** What happened inside a replica. */
public sealed interface RaftObservation {
  /** It asked whether it may stand for election. */
  record ElectionBegun(long term) implements RaftObservation {}

  record BecameLeader(long term) implements RaftObservation {}

  /** It follows {@code leader}. */
  record LeaderFound(long term, ReplicaId leader) implements RaftObservation {}

  /** It was leader and is no more. */
  record SteppedDown(long term) implements RaftObservation {}

  /** A leader gave up since a majority did not answer for an election time-out. */
  record QuorumLost(long term) implements RaftObservation {}

  record MembersChanged(long index, Membership membership) implements RaftObservation {}

  record SnapshotBegun(ReplicaId to, long index) implements RaftObservation {}

  record SnapshotInstalled(long index) implements RaftObservation {}

  record LogCompacted(long index) implements RaftObservation {}

  /** Uncommitted entries were replaced by a new leader's. */
  record LogTruncated(long from) implements RaftObservation {}
}
