package io.kvasir.service;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Proposal;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Sharding;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.Engine;
import io.kvasir.engine.groups.KeyspaceReader;
import io.kvasir.engine.groups.KeyspaceRows;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.KeyspaceFormat;
import io.kvasir.engine.port.SubmitOutcome;
import io.kvasir.engine.port.Timers;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/** Shards as the groups of the engine keep them. */
public final class GroupShards implements Shards {
  private static final GroupRefusal NOWHERE = new GroupRefusal.NoReplica();

  private final Engine engine;
  private final KeyspaceFormat format;
  private final KeyspaceReader reader;
  private volatile ShardIndex index = ShardIndex.EMPTY;

  public GroupShards(Engine engine, KeyspaceFormat format, Timers timers) {
    this.engine = engine;
    this.format = format;
    this.reader = new KeyspaceReader(engine.groups(), format, timers, engine::agreedMillis);
  }

  @Override
  public int shardOf(Key key, int shards) {
    return new Sharding(shards).shardOf(key.value());
  }

  @Override
  public List<GroupId> groups(BucketId bucket) {
    return index().of(bucket);
  }

  private Optional<GroupId> group(BucketId bucket, int shard) {
    return index().group(bucket, shard);
  }

  /** Made anew by whoever first sees a new topology; two who do so at once make the same. */
  private ShardIndex index() {
    Optional<Topology> now = engine.topology();
    ShardIndex known = index;
    if (now.isPresent() && !known.isOf(now.get())) {
      known = ShardIndex.of(now.get());
      index = known;
    }
    return known;
  }

  @Override
  public void transact(
      BucketId bucket,
      int shard,
      Optional<String> retryKey,
      Transaction transaction,
      long timeoutMillis,
      Consumer<ShardOutcome<TransactionResult>> done) {
    Optional<GroupId> group = group(bucket, shard);
    if (group.isEmpty()) {
      done.accept(new ShardOutcome.NotApplied<>(NOWHERE));
      return;
    }
    Bytes command = format.encode(new Proposal(retryKey, 0, transaction));
    engine
        .groups()
        .submit(group.get(), command, timeoutMillis, outcome -> done.accept(of(outcome)));
  }

  private ShardOutcome<TransactionResult> of(SubmitOutcome outcome) {
    return switch (outcome) {
      case SubmitOutcome.Committed(Bytes result, NodeId leader) ->
          new ShardOutcome.Answered<>(readable(format.decodeResult(result)), Optional.of(leader));
      case SubmitOutcome.NotApplied(GroupRefusal reason) -> new ShardOutcome.NotApplied<>(reason);
      case SubmitOutcome.Unknown() -> new ShardOutcome.Unknown<>();
    };
  }

  @Override
  public void read(
      BucketId bucket,
      int shard,
      SortedSet<Key> keys,
      Freshness freshness,
      long timeoutMillis,
      Consumer<ShardOutcome<ShardReading>> done) {
    Optional<GroupId> group = group(bucket, shard);
    if (group.isEmpty()) {
      done.accept(new ShardOutcome.NotApplied<>(NOWHERE));
      return;
    }
    reader.read(
        group.get(),
        keys,
        freshness == Freshness.LINEARIZABLE,
        timeoutMillis,
        outcome -> done.accept(of(outcome)));
  }

  @Override
  public void scan(
      BucketId bucket,
      int shard,
      KeyScan scan,
      int bytes,
      Freshness freshness,
      long timeoutMillis,
      Consumer<ShardOutcome<ShardPage>> done) {
    Optional<GroupId> group = group(bucket, shard);
    if (group.isEmpty()) {
      done.accept(new ShardOutcome.NotApplied<>(NOWHERE));
      return;
    }
    reader.scan(
        group.get(),
        scan,
        bytes,
        freshness == Freshness.LINEARIZABLE,
        timeoutMillis,
        outcome -> done.accept(of(outcome)));
  }

  private static ShardOutcome<ShardPage> of(KeyspaceReader.PageOutcome outcome) {
    return switch (outcome) {
      case KeyspaceReader.PageOutcome.Found(KeyspaceRows.Page page, Optional<NodeId> leader) ->
          new ShardOutcome.Answered<>(new ShardPage(of(page.reading()), page.last()), leader);
      case KeyspaceReader.PageOutcome.NotRead(GroupRefusal reason) ->
          new ShardOutcome.NotApplied<>(reason);
      case KeyspaceReader.PageOutcome.TimedOut() -> new ShardOutcome.Unknown<>();
    };
  }

  private static ShardReading of(KeyspaceRows.Reading reading) {
    return new ShardReading(reading.revision(), reading.millis(), reading.found());
  }

  private static ShardOutcome<ShardReading> of(KeyspaceReader.Outcome outcome) {
    return switch (outcome) {
      case KeyspaceReader.Outcome.Found(KeyspaceRows.Reading reading, Optional<NodeId> leader) ->
          new ShardOutcome.Answered<>(of(reading), leader);
      case KeyspaceReader.Outcome.NotRead(GroupRefusal reason) ->
          new ShardOutcome.NotApplied<>(reason);
      case KeyspaceReader.Outcome.TimedOut() -> new ShardOutcome.Unknown<>();
    };
  }

  /** What this release's state machine wrote, or answered, it can read. */
  private static <T> T readable(Optional<T> decoded) {
    return decoded.orElseThrow(() -> new IllegalStateException("bytes of a shard are unreadable"));
  }
}
