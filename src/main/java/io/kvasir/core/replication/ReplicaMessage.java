package io.kvasir.core.replication;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What nodes tell each other on the data path. Any message may be lost, delayed, repeated or
 * overtaken.
 *
 * <p>Each request carries a token that its sender chose and its answer repeats; tokens of one
 * process never recur in its next life. Each travels with the epoch that its sender works in; what
 * was asked in an epoch before the receiver's is refused, since the receiver may have handed on
 * what it held.
 */
public sealed interface ReplicaMessage {
  long token();

  /** Join this and make it durable. */
  record Replicate(long token, EntryKey entry, Slice delta) implements ReplicaMessage {}

  /**
   * The delta is durable here.
   *
   * @param newer the stamp that stays here, when the delta is of a register that was written later
   * @param counts towards a quorum; not at a replica that lost its disk, since it does not know
   *     what it acknowledged before
   */
  record Replicated(long token, Optional<HybridTimestamp> newer, boolean counts)
      implements ReplicaMessage {
    /** Of a delta that nothing overrules. */
    public Replicated(long token) {
      this(token, Optional.empty(), true);
    }
  }

  /** The delta was refused for good, or its merge failed for now. */
  record NotReplicated(long token, Optional<Refusal> refusal) implements ReplicaMessage {}

  /** What do you hold under this key, within this scope? */
  record Fetch(long token, EntryKey entry, Scope scope) implements ReplicaMessage {
    /** Asks for the whole state. */
    public Fetch(long token, EntryKey entry) {
      this(token, entry, Scope.whole());
    }
  }

  /** This; empty means the key was never written here, which is an answer and not a failure. */
  record Fetched(long token, Optional<Crdt> state) implements ReplicaMessage {}

  /** It cannot be read here. */
  record NotFetched(long token) implements ReplicaMessage {}

  /** What do you hold of the keys in this range? Refused with {@link NotFetched}. */
  record FetchPage(long token, PageQuery query) implements ReplicaMessage {}

  /**
   * The durable states in a range of keys; an answer to {@link FetchPage}.
   *
   * @param refused partitions that were asked for, and in which this replica has no vote
   */
  record PageFetched(long token, KeyPage page, SortedSet<PartitionId> refused)
      implements ReplicaMessage {
    public PageFetched {
      refused = Collections.unmodifiableSortedSet(new TreeSet<>(refused));
    }
  }

  /**
   * Coordinate this write, as a replica of its key.
   *
   * @param timeoutMillis what is left of the client's deadline
   */
  record ForwardWrite(long token, WriteRequest request, long timeoutMillis)
      implements ReplicaMessage {}

  /** How the forwarded write ended. */
  record WriteAnswered(long token, WriteOutcome outcome) implements ReplicaMessage {}

  /** It was not done: what was replicated or fetched was so in an epoch that has ended here. */
  record Outdated(long token) implements ReplicaMessage {}

  /** The forwarded write was not begun: sender and receiver are not in one epoch. */
  record NotForwarded(long token) implements ReplicaMessage {}
}
