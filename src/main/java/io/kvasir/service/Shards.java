package io.kvasir.service;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.node.GroupId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/**
 * The shards of linearizable buckets, wherever their leaders are. Methods may be called from any
 * thread and never block; {@code done} is called exactly once, on any thread, and no later than the
 * time-out.
 */
public interface Shards {
  /** Which of a bucket's {@code shards} a key lies in; keys with the same {tag} lie in one. */
  int shardOf(Key key, int shards);

  /** The groups of a bucket by shard; empty while they are not known. */
  List<GroupId> groups(BucketId bucket);

  /**
   * Carries a transaction out.
   *
   * @param retryKey makes a repetition have no further effect
   */
  void transact(
      BucketId bucket,
      int shard,
      Optional<String> retryKey,
      Transaction transaction,
      long timeoutMillis,
      Consumer<ShardOutcome<TransactionResult>> done);

  /** Reads keys of one shard. */
  void read(
      BucketId bucket,
      int shard,
      SortedSet<Key> keys,
      Freshness freshness,
      long timeoutMillis,
      Consumer<ShardOutcome<ShardReading>> done);

  /**
   * Reads a page of one shard's keys, all as of one revision.
   *
   * @param bytes how much it may take, unless the first key takes more
   */
  void scan(
      BucketId bucket,
      int shard,
      KeyScan scan,
      int bytes,
      Freshness freshness,
      long timeoutMillis,
      Consumer<ShardOutcome<ShardPage>> done);
}
