package io.kvasir.boot;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.service.Freshness;
import io.kvasir.service.ShardOutcome;
import io.kvasir.service.ShardReading;
import io.kvasir.service.Shards;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/** The shards of a node that runs no groups: it has a replica of none. */
final class NoShards implements Shards {
  @Override
  public int shardOf(Key key, int shards) {
    return 0;
  }

  @Override
  public List<GroupId> groups(BucketId bucket) {
    return List.of();
  }

  @Override
  public void transact(
      BucketId bucket,
      int shard,
      Optional<String> retryKey,
      Transaction transaction,
      long timeoutMillis,
      Consumer<ShardOutcome<TransactionResult>> done) {
    done.accept(new ShardOutcome.NotApplied<>(new GroupRefusal.NoReplica()));
  }

  @Override
  public void read(
      BucketId bucket,
      int shard,
      SortedSet<Key> keys,
      Freshness freshness,
      long timeoutMillis,
      Consumer<ShardOutcome<ShardReading>> done) {
    done.accept(new ShardOutcome.NotApplied<>(new GroupRefusal.NoReplica()));
  }
}
