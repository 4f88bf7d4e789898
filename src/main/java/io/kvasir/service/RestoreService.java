package io.kvasir.service;

import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Limits;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.TimeToLive;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes what was copied from another cluster: states with all their dots and stamps, so that it
 * may be repeated, and values of shards.
 */
public final class RestoreService {
  /** How many keys may come at a time. */
  public static final int MAX_KEYS = 1_000;

  private static final int PUTS = 100;
  private static final long PUT_BYTES = 4L << 20;

  private final Engine engine;
  private final Shards shards;
  private final Limited limited;
  private final Timeouts timeouts;

  public RestoreService(Engine engine, Shards shards, Limits limits, Timeouts timeouts) {
    this.engine = engine;
    this.shards = shards;
    this.limited = new Limited(limits);
    this.timeouts = timeouts;
  }

  /**
   * Writes keys, or compares them with what is there.
   *
   * @param cluster the id of the cluster that they come from; another one, since this one's nodes
   *     would mint again what they minted before
   */
  public Uni<Result<Restored>> restore(
      String bucket,
      List<RestoredKey> keys,
      long cluster,
      boolean compares,
      RequestOptions options) {
    return Calls.current(
        engine,
        () -> {
          if (Belonging.required(engine).clusterId() == cluster) {
            throw new Refused(
                new Failure.Invalid(
                    "cluster", "must be another: what was copied here is restored elsewhere"));
          }
          if (keys.size() > MAX_KEYS) {
            throw new Refused(new Failure.TooLarge("keys", MAX_KEYS, "elements"));
          }
          CatalogueEntry entry = Buckets.live(engine, bucket);
          long timeout = Effort.timeout(options, timeouts.writeMillis());
          boolean linearizable = Registers.shardsOf(entry).isPresent();
          return linearizable
              ? ofShards(entry, values(keys), compares, timeout)
              : ofReplicas(entry, states(keys, entry), compares, timeout);
        });
  }

  private List<RestoredKey.OfShard> values(List<RestoredKey> keys) {
    List<RestoredKey.OfShard> values = new ArrayList<>();
    for (RestoredKey key : keys) {
      if (!(key instanceof RestoredKey.OfShard value)) {
        throw new Refused(new Failure.Invalid("states", "must be of a convergent bucket"));
      }
      limited.key(value.key().value());
      limited.value(value.value());
      if (value.endMillis().filter(this::isBeyondAllTimesToLive).isPresent()) {
        throw new Refused(new Failure.Invalid("ends", "must be within a hundred years"));
      }
      values.add(value);
    }
    return values;
  }

  private boolean isBeyondAllTimesToLive(long endMillis) {
    return endMillis - engine.agreedMillis() > TimeToLive.MAX_MILLIS;
  }

  private List<RestoredKey.OfReplicas> states(List<RestoredKey> keys, CatalogueEntry bucket) {
    List<RestoredKey.OfReplicas> states = new ArrayList<>();
    for (RestoredKey key : keys) {
      if (!(key instanceof RestoredKey.OfReplicas state)) {
        throw new Refused(new Failure.Invalid("value", "must be of a linearizable bucket"));
      }
      limited.key(state.key().value());
      if (state.states().stream().anyMatch(each -> each.type() != bucket.spec().type())) {
        throw new Refused(new Failure.Invalid("states", "must be of the bucket's type"));
      }
      states.add(state);
    }
    return states;
  }

  private Uni<Result<Restored>> ofReplicas(
      CatalogueEntry bucket,
      List<RestoredKey.OfReplicas> keys,
      boolean compares,
      long timeoutMillis) {
    List<Uni<Result<Restored>>> all = new ArrayList<>();
    for (RestoredKey.OfReplicas each : keys) {
      Crdt state = Crdt.meet(bucket.spec().type(), each.states());
      boolean isGone = !state.isPresent() && !each.isPart();
      if (isGone && !compares) {
        all.add(Uni.createFrom().item(Result.ok(Restored.DELETED)));
      } else {
        all.add(
            compares
                ? compare(bucket, each, state, timeoutMillis)
                : join(bucket, each.key(), state, timeoutMillis));
      }
    }
    return together(all);
  }

  private Uni<Result<Restored>> join(
      CatalogueEntry bucket, Key key, Crdt state, long timeoutMillis) {
    BucketSpec spec = bucket.spec();
    WriteRequest request =
        new WriteRequest(
            new EntryKey(bucket.id(), key),
            spec.type(),
            new Operation.Join(state),
            spec.replicas(),
            quorum(spec.consistency(), spec.replicas()));
    return Calls.<WriteOutcome>uni(done -> engine.write(request, timeoutMillis, done))
        .map(outcome -> of(outcome, bucket, key));
  }

  /** A majority at least, whatever the bucket's own writes wait for. */
  private static Quorum quorum(Consistency consistency, int replicas) {
    Quorum majority = new Quorum.Majority();
    Quorum own = consistency.write();
    return own.of(replicas) > majority.of(replicas) ? own : majority;
  }

  private Result<Restored> of(WriteOutcome outcome, CatalogueEntry bucket, Key key) {
    return Outcomes.of(
            outcome,
            bucket.spec().type(),
            Verb.PUT,
            new ContextTokens(Belonging.required(engine).secret(), new EntryKey(bucket.id(), key)))
        .map(written -> Restored.WRITTEN);
  }

  /** Whether what is there has all of it: what was written since may stand beside. */
  private Uni<Result<Restored>> compare(
      CatalogueEntry bucket, RestoredKey.OfReplicas key, Crdt state, long timeoutMillis) {
    BucketSpec spec = bucket.spec();
    ReadRequest request =
        new ReadRequest(
            new EntryKey(bucket.id(), key.key()),
            spec.type(),
            spec.replicas(),
            new Quorum.All(),
            Optional.empty());
    return Calls.<ReadOutcome>uni(done -> engine.read(request, timeoutMillis, done))
        .map(outcome -> compared(outcome, bucket, key, state));
  }

  private Result<Restored> compared(
      ReadOutcome outcome, CatalogueEntry bucket, RestoredKey.OfReplicas restored, Crdt state) {
    Key key = restored.key();
    if (!(outcome instanceof ReadOutcome.Answered(Crdt found))) {
      return Outcomes.of(
              outcome,
              bucket.spec().type(),
              new ContextTokens(
                  Belonging.required(engine).secret(), new EntryKey(bucket.id(), key)),
              false,
              engine.agreedMillis())
          .map(content -> Restored.WRITTEN);
    }
    long now = engine.agreedMillis();
    boolean isGone = !state.visible(now).isPresent();
    if (isGone && !restored.isPart()) {
      Restored equal = state.isPresent() ? Restored.ENDED : Restored.DELETED;
      return Result.ok(found.visible(now).isPresent() ? Restored.differing(key) : equal);
    }
    boolean same = Crdt.join(found, state).equals(found);
    return Result.ok(same ? Restored.WRITTEN : Restored.differing(key));
  }

  private Uni<Result<Restored>> ofShards(
      CatalogueEntry bucket,
      List<RestoredKey.OfShard> values,
      boolean compares,
      long timeoutMillis) {
    int count = Registers.shardsOf(bucket).orElseThrow();
    long now = engine.agreedMillis();
    Restored ended = Restored.NOTHING;
    SortedMap<Integer, List<RestoredKey.OfShard>> byShard = new TreeMap<>();
    for (RestoredKey.OfShard value : values) {
      if (value.endMillis().filter(end -> end <= now).isPresent()) {
        ended = ended.and(Restored.ENDED);
      } else {
        byShard
            .computeIfAbsent(shards.shardOf(value.key(), count), shard -> new ArrayList<>())
            .add(value);
      }
    }
    List<Uni<Result<Restored>>> all = new ArrayList<>();
    all.add(Uni.createFrom().item(Result.ok(ended)));
    byShard.forEach(
        (shard, mine) ->
            all.add(
                compares
                    ? compare(bucket, shard, mine, timeoutMillis)
                    : put(bucket, shard, mine, now, timeoutMillis)));
    return together(all);
  }

  private Uni<Result<Restored>> put(
      CatalogueEntry bucket,
      int shard,
      List<RestoredKey.OfShard> values,
      long nowMillis,
      long timeoutMillis) {
    List<Uni<Result<Restored>>> all = new ArrayList<>();
    List<Action> puts = new ArrayList<>();
    long bytes = 0;
    for (RestoredKey.OfShard value : values) {
      if (puts.size() == PUTS || bytes > PUT_BYTES) {
        all.add(transact(bucket, shard, puts, timeoutMillis));
        puts = new ArrayList<>();
        bytes = 0;
      }
      Optional<TimeToLive> ttl =
          value.endMillis().map(end -> new TimeToLive(Math.max(1, end - nowMillis), true));
      puts.add(new Action.Put(value.key(), value.value(), ttl));
      bytes += value.value().payload().length();
    }
    all.add(transact(bucket, shard, puts, timeoutMillis));
    return together(all);
  }

  private Uni<Result<Restored>> transact(
      CatalogueEntry bucket, int shard, List<Action> puts, long timeoutMillis) {
    Transaction transaction = new Transaction(List.of(), puts, List.of());
    Restored done = new Restored(puts.size(), 0, 0, 0, Optional.empty());
    return Calls.<ShardOutcome<TransactionResult>>uni(
            told ->
                shards.transact(
                    bucket.id(), shard, Optional.empty(), transaction, timeoutMillis, told))
        .map(
            outcome ->
                ShardOutcomes.<TransactionResult, Restored>of(
                    outcome,
                    new Failure.Undecided(Effect.UNKNOWN, true),
                    (result, leader) ->
                        result instanceof TransactionResult.Done
                            ? Result.ok(done)
                            : Result.failed(
                                new Failure.Invalid("value", "must be one that a shard takes"))));
  }

  private Uni<Result<Restored>> compare(
      CatalogueEntry bucket, int shard, List<RestoredKey.OfShard> values, long timeoutMillis) {
    TreeSet<Key> keys = new TreeSet<>();
    values.forEach(value -> keys.add(value.key()));
    return Calls.<ShardOutcome<ShardReading>>uni(
            told ->
                shards.read(bucket.id(), shard, keys, Freshness.LINEARIZABLE, timeoutMillis, told))
        .map(
            outcome ->
                ShardOutcomes.<ShardReading, Restored>of(
                    outcome,
                    new Failure.Undecided(Effect.NOT_APPLIED, true),
                    (reading, leader) -> Result.ok(compared(reading, values))));
  }

  /** A value may have ended since the comparison began. */
  private Restored compared(ShardReading reading, List<RestoredKey.OfShard> values) {
    long now = engine.agreedMillis();
    Restored sum = Restored.NOTHING;
    for (RestoredKey.OfShard value : values) {
      var found = reading.found().get(value.key());
      boolean same = found != null && found.value().equals(value.value());
      boolean ended = found == null && value.endMillis().filter(end -> end <= now).isPresent();
      Restored unequal = ended ? Restored.ENDED : Restored.differing(value.key());
      sum = sum.and(same ? Restored.WRITTEN : unequal);
    }
    return sum;
  }

  /** The sum, or the first failure. */
  private static Uni<Result<Restored>> together(List<Uni<Result<Restored>>> all) {
    if (all.isEmpty()) {
      return Uni.createFrom().item(Result.ok(Restored.NOTHING));
    }
    return Uni.join()
        .all(all)
        .andFailFast()
        .map(results -> results.stream().reduce(Result.ok(Restored.NOTHING), Restored::sum));
  }
}
