package io.kvasir.service;

import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Limits;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads and writes of single keys of any bucket. Nothing reaches the engine that its bucket, its
 * type or this node's limits do not allow.
 */
public final class KeyValueService {
  private final Engine engine;
  private final Limited limited;
  private final Timeouts timeouts;
  private final Registers registers;

  public KeyValueService(Engine engine, Shards shards, Limits limits, Timeouts timeouts) {
    this.engine = engine;
    this.limited = new Limited(limits);
    this.timeouts = timeouts;
    this.registers = new Registers(shards, timeouts);
  }

  /** Writes a register. */
  public Uni<Result<Written>> put(String bucket, String key, Value value, RequestOptions options) {
    return write(
        Verb.PUT,
        bucket,
        key,
        options,
        () -> new Operation.Put(limited.value(value)),
        known -> new Action.Put(known, limited.value(value)));
  }

  /** Deletes a key of any type; succeeds where there is none, unless a precondition fails. */
  public Uni<Result<Written>> delete(String bucket, String key, RequestOptions options) {
    return write(Verb.DELETE, bucket, key, options, Operation.Delete::new, Action.Delete::new);
  }

  /** Adds members to a set. */
  public Uni<Result<Written>> add(
      String bucket, String key, List<String> elements, RequestOptions options) {
    return write(
        Verb.SET_ADD, bucket, key, options, () -> new Operation.Add(limited.elements(elements)));
  }

  /** Removes members from a set; succeeds where they are none. */
  public Uni<Result<Written>> remove(
      String bucket, String key, List<String> elements, RequestOptions options) {
    return write(
        Verb.SET_REMOVE,
        bucket,
        key,
        options,
        () -> new Operation.Remove(limited.elements(elements)));
  }

  /**
   * Counts up.
   *
   * @param amount 1 and up
   */
  public Uni<Result<Written>> increment(
      String bucket, String key, long amount, RequestOptions options) {
    return write(
        Verb.COUNTER_INCREMENT, bucket, key, options, () -> new Operation.Adjust(positive(amount)));
  }

  /**
   * Counts down.
   *
   * @param amount 1 and up
   */
  public Uni<Result<Written>> decrement(
      String bucket, String key, long amount, RequestOptions options) {
    return write(
        Verb.COUNTER_DECREMENT,
        bucket,
        key,
        options,
        () -> new Operation.Adjust(-positive(amount)));
  }

  /** What is stored under a key. */
  public Uni<Result<Content>> get(String bucket, String key, RequestOptions options) {
    return Calls.current(engine, () -> read(locate(Verb.GET, bucket), key, options));
  }

  private Uni<Result<Content>> read(CatalogueEntry bucket, String key, RequestOptions options) {
    if (Registers.shardsOf(bucket).isPresent()) {
      return registers.read(bucket, limited.key(key), options);
    }
    refuseForConvergent(options);
    BucketSpec spec = bucket.spec();
    Effort effort =
        Effort.of(
            options,
            "r",
            spec.replicas(),
            owners(),
            spec.consistency().read(),
            timeouts.readMillis());
    ReadRequest request =
        new ReadRequest(
            new EntryKey(bucket.id(), limited.key(key)),
            spec.type(),
            effort.replicas(),
            effort.quorum());
    return Calls.<ReadOutcome>uni(done -> engine.read(request, effort.timeoutMillis(), done))
        .map(outcome -> Outcomes.of(outcome, spec.type()));
  }

  private Uni<Result<Written>> write(
      Verb verb, String bucket, String key, RequestOptions options, Supplier<Operation> operation) {
    return Calls.current(
        engine, () -> write(verb, locate(verb, bucket), key, options, operation.get()));
  }

  /** What can be done in buckets of both kinds. */
  private Uni<Result<Written>> write(
      Verb verb,
      String bucket,
      String key,
      RequestOptions options,
      Supplier<Operation> operation,
      Function<Key, Action> action) {
    return Calls.checked(
        () -> {
          CatalogueEntry entry = locate(verb, bucket);
          return Registers.shardsOf(entry).isPresent()
              ? registers.write(entry, action.apply(limited.key(key)), options)
              : write(verb, entry, key, options, operation.get());
        });
  }

  private Uni<Result<Written>> write(
      Verb verb, CatalogueEntry bucket, String key, RequestOptions options, Operation operation) {
    refuseForConvergent(options);
    BucketSpec spec = bucket.spec();
    Effort effort =
        Effort.of(
            options,
            "w",
            spec.replicas(),
            owners(),
            spec.consistency().write(),
            timeouts.writeMillis());
    WriteRequest request =
        new WriteRequest(
            new EntryKey(bucket.id(), limited.key(key)),
            spec.type(),
            operation,
            effort.replicas(),
            effort.quorum(),
            observeQuorum(spec, operation, effort));
    return Calls.<WriteOutcome>uni(done -> engine.write(request, effort.timeoutMillis(), done))
        .map(outcome -> Outcomes.of(outcome, bucket.id().name(), spec.type(), verb));
  }

  /**
   * Where reads see every acknowledged write, a remove must too: of any W replicas one is among N −
   * W + 1.
   */
  private static int observeQuorum(BucketSpec spec, Operation operation, Effort effort) {
    int replicas = effort.replicas();
    boolean overlaps = spec.consistency().read().of(replicas) + effort.quorum() > replicas;
    return operation.isObserving() && overlaps ? Math.max(1, replicas - effort.quorum() + 1) : 1;
  }

  private CatalogueEntry locate(Verb verb, String bucket) {
    CatalogueEntry entry = Buckets.live(engine, bucket);
    if (!verb.suits(entry.spec().type())) {
      throw new Refused(new Failure.TypeMismatch(entry.spec().type(), verb.label()));
    }
    return entry;
  }

  /** Nothing that was asked is ignored. */
  static void refuseForConvergent(RequestOptions options) {
    if (options.precondition().match().isPresent()) {
      throw unsupported("If-Match", "conditional requests");
    }
    if (options.precondition().noneMatch().isPresent()) {
      throw unsupported("If-None-Match", "conditional requests");
    }
    if (options.retryKey().isPresent()) {
      throw unsupported("Idempotency-Key", "idempotency keys");
    }
    if (options.freshness().isPresent()) {
      throw unsupported("consistency", "consistency per request");
    }
  }

  private static Refused unsupported(String feature, String what) {
    return new Refused(
        new Failure.Unsupported(feature, what + " need a linearizable bucket, this one converges"));
  }

  /** A bucket has no more replicas than there are owners of partitions. */
  private int owners() {
    return engine.topology().map(topology -> topology.ring().members().size()).orElse(1);
  }

  private static long positive(long amount) {
    if (amount < 1) {
      throw new Refused(new Failure.Invalid("amount", "must be an integer of at least 1"));
    }
    return amount;
  }
}
