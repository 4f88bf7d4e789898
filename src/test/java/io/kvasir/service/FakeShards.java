package io.kvasir.service;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Compare;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.keyspace.TransactionResult.Step;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.GroupRefusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Shards in memory, each led by {@code node2} and never failing unless told to. Keys lie in the
 * shard that the first character of their tag, or of themselves, says.
 */
public final class FakeShards implements Shards {
  public static final NodeId LEADER = new NodeId("node2");
  private static final Optional<NodeId> LED = Optional.of(LEADER);

  /** What a shard holds. */
  private static final class Shard {
    private long revision;
    private final TreeMap<Key, Versioned> rows = new TreeMap<>();
    private final Map<String, Remembered> remembered = new HashMap<>();
  }

  private record Remembered(Transaction transaction, TransactionResult.Done done) {}

  private record At(BucketId bucket, int shard) {}

  private final Map<At, Shard> shards = new HashMap<>();
  private final Deque<Optional<GroupRefusal>> troubles = new ArrayDeque<>();
  private final Deque<Runnable> before = new ArrayDeque<>();
  private int reads;
  private int staleReads;

  /** The next request is refused. */
  public synchronized void refuseNext(GroupRefusal reason) {
    troubles.add(Optional.of(reason));
  }

  /** Nobody will know what became of the next request. */
  public synchronized void loseNext() {
    troubles.add(Optional.empty());
  }

  /** Something happens just before the next transaction is carried out. */
  public synchronized void beforeNext(Runnable event) {
    before.add(event);
  }

  /** Another client writes a key of the first life of a bucket. */
  public void put(String bucket, int count, String key, String value) {
    Key known = new Key(key);
    Transaction put = Transaction.of(new Action.Put(known, Value.text(value)));
    BucketId id = new BucketId(new BucketName(bucket), 0);
    transact(id, shardOf(known, count), Optional.empty(), put, 0, done -> {});
  }

  public synchronized int reads() {
    return reads;
  }

  public synchronized int staleReads() {
    return staleReads;
  }

  @Override
  public int shardOf(Key key, int count) {
    String text = key.value();
    int open = text.indexOf('{');
    int close = text.indexOf('}', open + 1);
    return (open >= 0 && close > open + 1 ? text.charAt(open + 1) : text.charAt(0)) % count;
  }

  @Override
  public List<GroupId> groups(BucketId bucket) {
    return bucket.name().value().startsWith("lin")
        ? List.of(new GroupId(11), new GroupId(12))
        : List.of();
  }

  @Override
  public void transact(
      BucketId bucket,
      int number,
      Optional<String> retryKey,
      Transaction transaction,
      long timeoutMillis,
      Consumer<ShardOutcome<TransactionResult>> done) {
    done.accept(transact(new At(bucket, number), retryKey, transaction));
  }

  private synchronized ShardOutcome<TransactionResult> transact(
      At at, Optional<String> retryKey, Transaction transaction) {
    if (!troubles.isEmpty()) {
      return trouble();
    }
    if (!before.isEmpty()) {
      before.remove().run();
    }
    Shard shard = shards.computeIfAbsent(at, none -> new Shard());
    Remembered earlier = retryKey.map(shard.remembered::get).orElse(null);
    if (earlier != null) {
      return new ShardOutcome.Answered<>(again(earlier, transaction), LED);
    }
    TransactionResult.Done result = carryOut(shard, transaction);
    retryKey.ifPresent(key -> shard.remembered.put(key, new Remembered(transaction, result)));
    return new ShardOutcome.Answered<>(result, LED);
  }

  private <T> ShardOutcome<T> trouble() {
    return troubles
        .remove()
        .<ShardOutcome<T>>map(ShardOutcome.NotApplied::new)
        .orElseGet(ShardOutcome.Unknown::new);
  }

  private static TransactionResult again(Remembered earlier, Transaction transaction) {
    TransactionResult.Done done = earlier.done();
    return earlier.transaction().equals(transaction)
        ? new TransactionResult.Done(
            done.succeeded(), done.revision(), done.steps(), done.writtenMillis(), true)
        : new TransactionResult.RetryKeyReused();
  }

  private static TransactionResult.Done carryOut(Shard shard, Transaction transaction) {
    boolean holds =
        transaction.compares().stream()
            .allMatch(
                compare -> holds(compare, Optional.ofNullable(shard.rows.get(compare.key()))));
    List<Action> branch = holds ? transaction.success() : transaction.failure();
    if (branch.stream().anyMatch(action -> changes(shard, action))) {
      shard.revision++;
    }
    List<Step> steps = new ArrayList<>();
    branch.forEach(action -> steps.add(step(shard, action)));
    return new TransactionResult.Done(holds, shard.revision, steps, now(shard.revision), false);
  }

  private static long now(long revision) {
    return 1_700_000_000_000L + revision * 1_000;
  }

  private static boolean changes(Shard shard, Action action) {
    return action instanceof Action.Put
        || action instanceof Action.Increment
        || (action instanceof Action.Delete && shard.rows.containsKey(action.key()));
  }

  private static boolean holds(Compare compare, Optional<Versioned> found) {
    return switch (compare) {
      case Compare.OfValue value ->
          found
              .map(
                  it -> relates(it.value().payload().compareTo(value.operand().payload()), compare))
              .orElse(compare.relation() == Compare.Relation.NOT_EQUAL);
      case Compare.OfVersion version ->
          relates(
              Long.compare(found.map(Versioned::version).orElse(0L), version.operand()), compare);
      case Compare.OfCreated created ->
          relates(
              Long.compare(found.map(Versioned::created).orElse(0L), created.operand()), compare);
      case Compare.OfModified modified ->
          relates(
              Long.compare(found.map(Versioned::modified).orElse(0L), modified.operand()), compare);
    };
  }

  private static boolean relates(int order, Compare compare) {
    return switch (compare.relation()) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case GREATER -> order > 0;
      case LESS -> order < 0;
    };
  }

  private static Step step(Shard shard, Action action) {
    return switch (action) {
      case Action.Increment(Key key, long amount, var ttl) -> {
        Optional<Versioned> old = Optional.ofNullable(shard.rows.get(key));
        long sum =
            amount
                + old.flatMap(it -> it.value().number()).map(n -> n.exact().longValue()).orElse(0L);
        step(shard, new Action.Put(key, Value.json(Long.toString(sum))));
        yield new Step.Incremented(sum);
      }
      case Action.Put put -> {
        shard.rows.merge(
            put.key(),
            new Versioned(put.value(), shard.revision, shard.revision, 1, now(shard.revision)),
            (old, fresh) ->
                new Versioned(
                    fresh.value(),
                    old.created(),
                    fresh.modified(),
                    old.version() + 1,
                    fresh.writtenMillis()));
        yield new Step.Put();
      }
      case Action.Delete(Key key) -> new Step.Deleted(shard.rows.remove(key) != null);
      case Action.Get(Key key) -> new Step.Got(Optional.ofNullable(shard.rows.get(key)));
    };
  }

  @Override
  public void read(
      BucketId bucket,
      int number,
      SortedSet<Key> keys,
      Freshness freshness,
      long timeoutMillis,
      Consumer<ShardOutcome<ShardReading>> done) {
    done.accept(read(new At(bucket, number), keys, freshness));
  }

  private synchronized ShardOutcome<ShardReading> read(
      At at, SortedSet<Key> keys, Freshness freshness) {
    if (!troubles.isEmpty()) {
      return trouble();
    }
    reads++;
    staleReads += freshness == Freshness.STALE ? 1 : 0;
    Shard shard = shards.computeIfAbsent(at, none -> new Shard());
    TreeMap<Key, Versioned> found = new TreeMap<>(shard.rows);
    found.keySet().retainAll(keys);
    return new ShardOutcome.Answered<>(
        new ShardReading(shard.revision, now(shard.revision), found), LED);
  }

  @Override
  public void scan(
      BucketId bucket,
      int number,
      KeyScan scan,
      int bytes,
      Freshness freshness,
      long timeoutMillis,
      Consumer<ShardOutcome<ShardPage>> done) {
    done.accept(scan(new At(bucket, number), scan, freshness));
  }

  private synchronized ShardOutcome<ShardPage> scan(At at, KeyScan scan, Freshness freshness) {
    if (!troubles.isEmpty()) {
      return trouble();
    }
    reads++;
    staleReads += freshness == Freshness.STALE ? 1 : 0;
    Shard shard = shards.computeIfAbsent(at, none -> new Shard());
    TreeMap<Key, Versioned> all = new TreeMap<>(shard.rows);
    all.keySet().removeIf(key -> !scan.range().contains(key));
    List<Key> keys = new ArrayList<>((scan.reverse() ? all.descendingMap() : all).keySet());
    boolean more = keys.size() > scan.limit();
    all.keySet().retainAll(more ? keys.subList(0, scan.limit()) : keys);
    Optional<Key> last = more ? Optional.of(keys.get(scan.limit() - 1)) : Optional.empty();
    return new ShardOutcome.Answered<>(
        new ShardPage(new ShardReading(shard.revision, now(shard.revision), all), last), LED);
  }
}
