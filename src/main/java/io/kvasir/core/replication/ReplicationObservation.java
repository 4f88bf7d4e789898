package io.kvasir.core.replication;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.HybridTimestamp;

/** What happened on the data path. Telemetry turns each into one metric and one log event. */
public sealed interface ReplicationObservation {
  /** A write this node coordinated or forwarded ended. */
  record WriteEnded(WriteOutcome outcome) implements ReplicationObservation {}

  /**
   * A write to a register met a newer one of a node whose clock is ahead, and was stamped again.
   *
   * @param met the newest stamp among those it met
   */
  record WriteRestamped(HybridTimestamp met) implements ReplicationObservation {}

  /** A read this node coordinated ended. */
  record ReadEnded(ReadOutcome outcome) implements ReplicationObservation {}

  /** A scan this node coordinated ended. */
  record ScanEnded(ScanOutcome outcome) implements ReplicationObservation {}

  /** A replica did not take part in a write: unreachable, or it refused. */
  record ReplicaMissed(NodeId replica) implements ReplicationObservation {}

  /** A read found {@code replica} behind and sent it the joined state. */
  record ReplicaRepaired(NodeId replica) implements ReplicationObservation {}

  /** An unacknowledged delta was sent once more. */
  record DeltaResent(NodeId replica) implements ReplicationObservation {}

  /** The outbox was full: the oldest delta is no longer resent, its replicas are compared. */
  record OutboxOverflowed() implements ReplicationObservation {}

  /**
   * Two replicas of a partition were compared, by this one.
   *
   * @param finished false when it was broken off
   * @param differing how many keys differed
   */
  record ReplicasCompared(NodeId replica, boolean finished, long differing)
      implements ReplicationObservation {}

  /** A state that {@code replica} lacked is durable there. */
  record StateOffered(NodeId replica, long bytes) implements ReplicationObservation {}

  /** {@code replica} had something of a key that this one lacked. */
  record KeyRepaired(NodeId replica) implements ReplicationObservation {}

  /** What had ended, a key or a member of a set, was removed here. */
  record Reclaimed() implements ReplicationObservation {}

  /** What remained of a deleted key is gone here. */
  record Buried() implements ReplicationObservation {}

  /** A state was refused that may show again what was dropped since it was read. */
  record StaleRefused() implements ReplicationObservation {}

  /** A message of a node that is no member was dropped. */
  record StrangerRefused(NodeId node) implements ReplicationObservation {}

  /**
   * All partitions of a loop were looked through for what has ended.
   *
   * @param behindMillis for how long what had ended longest could have been reclaimed already; 0
   *     when there was nothing
   * @param waiting how many keys and members were found that had ended and were not reclaimed; of
   *     one partition no more are counted than 1024
   */
  record Swept(long behindMillis, int waiting) implements ReplicationObservation {}

  /** So many keys here were held against their digests. */
  record KeysChecked(int keys) implements ReplicationObservation {}

  /** The rows of a key here and its digest do not fit. */
  record FlawFound(EntryKey entry) implements ReplicationObservation {}

  /** Now they do. */
  record FlawMended(EntryKey entry) implements ReplicationObservation {}

  /** A delta or operation was refused by this replica. */
  record ReplicaRefused(Refusal reason) implements ReplicationObservation {}

  /**
   * The disk failed a read or a write of this replica.
   *
   * @param reason for people
   */
  record StorageFaulted(String reason) implements ReplicationObservation {}
}
