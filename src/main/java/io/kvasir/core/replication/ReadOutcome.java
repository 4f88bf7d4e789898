package io.kvasir.core.replication;

import io.kvasir.core.crdt.Crdt;

/** How a read ended. */
public sealed interface ReadOutcome {
  /** R replicas answered; {@code state} is the join of what they hold, maybe bottom or deleted. */
  record Answered(Crdt state) implements ReadOutcome {}

  /** Too few replicas can be reached or can read their disks. */
  record QuorumUnavailable(int answered, int needed) implements ReadOutcome {}

  /** The deadline passed. */
  record TimedOut(int answered, int needed) implements ReadOutcome {}

  /** Replicas hold states of different types under the key. */
  record Conflicting() implements ReadOutcome {}

  /** The node has too much to do. */
  record Overloaded() implements ReadOutcome {}
}
