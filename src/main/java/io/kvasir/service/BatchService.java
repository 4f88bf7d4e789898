package io.kvasir.service;

import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.TimeToLive;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Many operations in one request: as one transaction in a linearizable bucket, each for itself in a
 * convergent one.
 */
public final class BatchService {
  public static final int MAX_OPERATIONS = 1_000;

  /** Operations of one batch on a convergent bucket that are under way at a time. */
  private static final int PARALLEL = 16;

  private final Engine engine;
  private final KeyValueService values;
  private final TransactionService transactions;
  private final Timeouts timeouts;

  public BatchService(
      Engine engine, KeyValueService values, TransactionService transactions, Timeouts timeouts) {
    this.engine = engine;
    this.values = values;
    this.transactions = transactions;
    this.timeouts = timeouts;
  }

  public Uni<Result<Batched>> run(String bucket, List<BatchItem> items, RequestOptions options) {
    return Calls.current(engine, () -> run(Buckets.live(engine, bucket), items, options));
  }

  private Uni<Result<Batched>> run(
      CatalogueEntry bucket, List<BatchItem> items, RequestOptions options) {
    List<Action> actions = items.stream().map(BatchItem::action).toList();
    if (actions.isEmpty()) {
      throw new Refused(new Failure.Invalid("body", "must have at least one operation"));
    }
    if (actions.size() > MAX_OPERATIONS) {
      throw new Refused(new Failure.TooLarge("batch", MAX_OPERATIONS, "operations"));
    }
    if (Transaction.writtenTwice(actions).isPresent()) {
      throw new Refused(new Failure.Invalid("body", "must write each key once only"));
    }
    if (Registers.shardsOf(bucket).isEmpty()) {
      return oneByOne(bucket, items, options);
    }
    items.forEach(BatchService::refuseForLinearizable);
    return atOnce(bucket, items.stream().map(BatchService::lasting).toList(), options);
  }

  /** What is put or counted, with how long it stays. */
  private static Action lasting(BatchItem item) {
    Optional<TimeToLive> ttl = Lifetimes.asked(item.ttlSeconds());
    return switch (item.action()) {
      case Action.Put put -> new Action.Put(put.key(), put.value(), ttl);
      case Action.Increment add -> new Action.Increment(add.key(), add.amount(), ttl);
      case Action.Delete delete -> delete;
      case Action.Get get -> get;
    };
  }

  private static void refuseForLinearizable(BatchItem item) {
    if (item.context().isPresent()) {
      throw new Refused(new Failure.Unsupported("context", "contexts are for convergent buckets"));
    }
  }

  private Uni<Result<Batched>> atOnce(
      CatalogueEntry bucket, List<Action> actions, RequestOptions options) {
    return transactions
        .transact(bucket, new Transaction(List.of(), actions, List.of()), options)
        .map(result -> batched(bucket, actions, result));
  }

  private static Result<Batched> batched(
      CatalogueEntry bucket, List<Action> actions, Result<Transacted> result) {
    return switch (result) {
      case Result.Failed<Transacted>(Failure failure) -> Result.failed(failure);
      case Result.Ok<Transacted>(
              Transacted(TransactionResult.Done done, Position position, var _)) ->
          Result.ok(
              new Batched(
                  bucket.spec().type(),
                  steps(actions, done, position),
                  Optional.of(position),
                  done.repeated()));
    };
  }

  private static List<Batched.Step> steps(
      List<Action> actions, TransactionResult.Done done, Position position) {
    List<Batched.Step> steps = new ArrayList<>();
    for (int at = 0; at < actions.size(); at++) {
      steps.add(step(actions.get(at), done, done.steps().get(at), position));
    }
    return steps;
  }

  private static Batched.Step step(
      Action action, TransactionResult.Done done, TransactionResult.Step step, Position position) {
    Written written = Registers.written(action, step, done, position.leader());
    return switch (step) {
      case TransactionResult.Step.Put() -> new Batched.Put(Result.ok(written));
      case TransactionResult.Step.Incremented incremented -> new Batched.Put(Result.ok(written));
      case TransactionResult.Step.Deleted deleted -> new Batched.Deleted(Result.ok(written));
      case TransactionResult.Step.Got got ->
          new Batched.Got(
              Result.ok(Registers.content(got.found(), position, done.writtenMillis())));
      case TransactionResult.Step.FoundBefore found ->
          new Batched.Got(
              Result.failed(
                  new Failure.Unsupported(
                      "Idempotency-Key", "does not remember values that are this large")));
    };
  }

  /** One operation's result and its place in the batch. */
  private record Placed(int at, Batched.Step step) {}

  private Uni<Result<Batched>> oneByOne(
      CatalogueEntry bucket, List<BatchItem> items, RequestOptions options) {
    KeyValueService.refuseForConvergent(options);
    Countdown countdown = Countdown.of(Effort.timeout(options, timeouts.writeMillis()));
    return Multi.createFrom()
        .items(IntStream.range(0, items.size()).boxed())
        .onItem()
        .transformToUni(
            at -> one(bucket, items.get(at), countdown).map(step -> new Placed(at, step)))
        .merge(PARALLEL)
        .collect()
        .asList()
        .map(placed -> Result.ok(inOrder(bucket, placed)));
  }

  private static Batched inOrder(CatalogueEntry bucket, List<Placed> placed) {
    List<Batched.Step> steps =
        placed.stream().sorted(Comparator.comparingInt(Placed::at)).map(Placed::step).toList();
    return new Batched(bucket.spec().type(), steps, Optional.empty(), false);
  }

  private Uni<Batched.Step> one(CatalogueEntry bucket, BatchItem item, Countdown countdown) {
    Action action = item.action();
    String name = bucket.id().name().value();
    String key = action.key().value();
    long left = countdown.millis();
    RequestOptions options =
        RequestOptions.NONE
            .withTimeout(Math.max(1, left))
            .withContext(item.context())
            .withTtlSeconds(item.ttlSeconds());
    return switch (action) {
      case Action.Put put ->
          (left > 0 ? values.put(name, key, put.value(), options) : BatchService.<Written>late())
              .map(Batched.Put::new);
      case Action.Increment add ->
          (left > 0
                  ? values.adjust(name, key, add.amount(), options)
                  : BatchService.<Written>late())
              .map(Batched.Put::new);
      case Action.Delete delete ->
          (left > 0 ? values.delete(name, key, options) : BatchService.<Written>late())
              .map(Batched.Deleted::new);
      case Action.Get get ->
          (left > 0 ? values.get(name, key, options) : BatchService.<Content>late())
              .map(Batched.Got::new);
    };
  }

  /** An operation whose turn came after the deadline. */
  private static <T> Uni<Result<T>> late() {
    return Uni.createFrom().item(Result.failed(new Failure.Undecided(Effect.NOT_APPLIED, true)));
  }
}
