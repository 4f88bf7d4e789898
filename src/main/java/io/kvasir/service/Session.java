package io.kvasir.service;

import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.replication.Holding;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a client did and was shown, as far as its next request must not fall behind it: it reads its
 * own writes, and never less than before (Terry et al., "Session Guarantees for Weakly Consistent
 * Replicated Data", PDIS 1994).
 *
 * @param holding by how many replicas what it did in convergent buckets is held
 * @param revisions the latest of each shard of linearizable buckets
 * @param saturated whether it took part in more shards than are told apart: it then counts on the
 *     latest revision of each
 * @param millis when it was last shown or wrote anything, since 1970: what had ended by then has
 */
record Session(
    Holding holding, SortedMap<GroupId, Long> revisions, boolean saturated, long millis) {
  /** Of how many shards a session knows the revision. */
  static final int MAX_SHARDS = 64;

  static final Session BEGUN = new Session(Holding.NOTHING, new TreeMap<>(), false, 0);

  private static final int MAJORITY = 1;
  private static final int SATURATED = 2;
  private static final int HEAD_BYTES = 1 + Integer.BYTES + Long.BYTES;
  private static final int SHARD_BYTES = 2 * Long.BYTES;

  Session {
    saturated = saturated || revisions.size() > MAX_SHARDS;
    revisions =
        saturated
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(revisions));
  }

  /** After something in a convergent bucket that so many replicas hold. */
  Session knowing(Quorum held, long when) {
    return new Session(holding.and(held), revisions, saturated, Math.max(millis, when));
  }

  /** After something in a shard of a linearizable bucket. */
  Session knowing(GroupId shard, long revision, long when) {
    TreeMap<GroupId, Long> all = new TreeMap<>(revisions);
    all.merge(shard, revision, Math::max);
    return new Session(holding, all, saturated, Math.max(millis, when));
  }

  /** After something in a linearizable bucket of which nobody knows the revision. */
  Session knowingLatest(long when) {
    return new Session(holding, revisions, true, Math.max(millis, when));
  }

  /** After both. */
  Session and(Session other) {
    TreeMap<GroupId, Long> all = new TreeMap<>(revisions);
    other.revisions.forEach((shard, revision) -> all.merge(shard, revision, Math::max));
    return new Session(
        holding.and(other.holding),
        all,
        saturated || other.saturated,
        Math.max(millis, other.millis));
  }

  /** Whether a shard at {@code revision} is as far as this. */
  boolean isServedBy(GroupId shard, long revision) {
    return !saturated && revision >= revisions.getOrDefault(shard, 0L);
  }

  Bytes encoded() {
    ByteBuffer target = ByteBuffer.allocate(HEAD_BYTES + SHARD_BYTES * revisions.size());
    target.put((byte) ((holding.majority() ? MAJORITY : 0) | (saturated ? SATURATED : 0)));
    target.putInt(holding.fewest()).putLong(millis);
    revisions.forEach((shard, revision) -> target.putLong(shard.number()).putLong(revision));
    return Bytes.copyOf(target.array());
  }

  /**
   * Reads what {@link #encoded} wrote.
   *
   * @throws IllegalArgumentException when it is cut short
   */
  static Session decoded(Bytes bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes.toArray());
    try {
      byte flags = source.get();
      int fewest = source.getInt();
      long millis = source.getLong();
      TreeMap<GroupId, Long> revisions = new TreeMap<>();
      while (source.hasRemaining()) {
        revisions.put(new GroupId(source.getLong()), source.getLong());
      }
      Holding holding = new Holding(fewest, (flags & MAJORITY) != 0);
      return new Session(holding, revisions, (flags & SATURATED) != 0, millis);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a session is cut short", e);
    }
  }
}
