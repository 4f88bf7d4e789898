package io.kvasir.core.replication;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.crdt.Lifetime;
import io.kvasir.core.crdt.Operation;

/**
 * One operation on one key.
 *
 * @param type the type of the key's bucket
 * @param replicas N, at least 1; the key has fewer when the cluster has fewer members
 * @param writeQuorum W, of how many of the replicas that there are it takes acknowledgements
 * @param observeQuorum how many of N replicas, the applying one included, must have been asked what
 *     they hold before an observing operation is applied; 1 asks nobody
 * @param lifetime what it does to the end of the key
 * @param session what the session relies on that it is part of: an observing operation takes effect
 *     on that, so one of those who hold it is asked
 */
public record WriteRequest(
    EntryKey entry,
    DataType type,
    Operation operation,
    int replicas,
    Quorum writeQuorum,
    int observeQuorum,
    Lifetime lifetime,
    Holding session) {
  public WriteRequest {
    if (replicas < 1 || observeQuorum < 1) {
      throw new IllegalArgumentException(
          "N=" + replicas + " W=" + writeQuorum + " observe=" + observeQuorum);
    }
  }

  /** A write that is applied to what the applying replica knows. */
  public WriteRequest(
      EntryKey entry, DataType type, Operation operation, int replicas, Quorum writeQuorum) {
    this(entry, type, operation, replicas, writeQuorum, 1);
  }

  /** A write on its own. */
  public WriteRequest(
      EntryKey entry,
      DataType type,
      Operation operation,
      int replicas,
      Quorum writeQuorum,
      int observeQuorum,
      Lifetime lifetime) {
    this(entry, type, operation, replicas, writeQuorum, observeQuorum, lifetime, Holding.NOTHING);
  }

  /** A write that says nothing of the key's end. */
  public WriteRequest(
      EntryKey entry,
      DataType type,
      Operation operation,
      int replicas,
      Quorum writeQuorum,
      int observeQuorum) {
    this(entry, type, operation, replicas, writeQuorum, observeQuorum, Lifetime.kept());
  }

  /** How many of {@code size} replicas are to be observed, when there are no more. */
  public int observeQuorumOf(int size) {
    int ofSession = operation.isObserving() ? session.meeting(size) : 1;
    if (observeQuorum == 1 || size >= replicas) {
      return Math.max(observeQuorum, ofSession);
    }
    return Math.max(ofSession, size - writeQuorum.of(size) + 1);
  }
}
