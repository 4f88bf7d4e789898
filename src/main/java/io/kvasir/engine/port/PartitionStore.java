package io.kvasir.engine.port;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.ring.PartitionId;
import java.util.List;
import java.util.Optional;

/**
 * The durable state of one node's replicas. Never blocks its caller. Reads see durable commits
 * only: what a read returned survives a crash.
 */
public interface PartitionStore {
  /**
   * Reads what is stored under {@code entry} within {@code scope}; empty when the key was never
   * written.
   */
  void load(
      PartitionId partition, EntryKey entry, Scope scope, Completion<Optional<Slice>> completion);

  /**
   * Replaces, within the slice's scope, what is stored under {@code entry}, and files the outgoing
   * delta, in one atomic step. Succeeds when that is durable. Commits of one entry take effect in
   * the order of the calls.
   */
  void commit(
      PartitionId partition,
      EntryKey entry,
      Slice slice,
      Optional<Outgoing> outgoing,
      Completion<Void> completion);

  /** Reads one outgoing delta; empty when it was trimmed. */
  void loadOutgoing(
      PartitionId partition, long sequence, Completion<Optional<StoredOutgoing>> completion);

  /** Forgets the outgoing deltas below {@code sequence}; at any time, durable or not. */
  void trimOutgoing(PartitionId partition, long sequence);

  /**
   * All outgoing deltas of an opened store, by partition and sequence. Blocks; for the start only.
   */
  List<OutgoingRef> outgoing();

  /**
   * Forgets all data of one life of a bucket and of all its lives before, outgoing deltas excepted.
   * Takes effect after the commits that were called before it.
   */
  void dropBucket(BucketId bucket, Completion<Void> completion);

  /** An outgoing delta without its content. */
  record OutgoingRef(PartitionId partition, long sequence, EntryKey entry, int replicas) {}

  /** An outgoing delta as it was stored. */
  record StoredOutgoing(EntryKey entry, Outgoing outgoing) {}
}
