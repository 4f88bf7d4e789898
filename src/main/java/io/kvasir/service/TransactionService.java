package io.kvasir.service;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Limits;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Changes of several keys of a linearizable bucket at one point of its history. */
public final class TransactionService {
  /** Of each of a transaction's three lists; as many as etcd takes. */
  public static final int MAX_OPERATIONS = 128;

  private final Engine engine;
  private final Shards shards;
  private final Sessions sessions;
  private final SessionRefusals refusals;
  private final Limited limited;
  private final Timeouts timeouts;

  public TransactionService(Engine engine, Shards shards, Limits limits, Timeouts timeouts) {
    this.engine = engine;
    this.shards = shards;
    this.sessions = new Sessions(engine, shards);
    this.refusals = new SessionRefusals(shards, sessions);
    this.limited = new Limited(limits);
    this.timeouts = timeouts;
  }

  /** Carries a transaction out on one shard. */
  public Uni<Result<Transacted>> transact(
      String bucket, Transaction transaction, RequestOptions options) {
    return Calls.current(
        engine,
        () -> {
          CatalogueEntry entry = Buckets.live(engine, bucket);
          if (Registers.shardsOf(entry).isEmpty()) {
            throw new Refused(new Failure.NotLinearizable(bucket));
          }
          requireFew("compare", transaction.compares());
          requireFew("success", transaction.success());
          requireFew("failure", transaction.failure());
          requireOnce("success", transaction.success());
          requireOnce("failure", transaction.failure());
          return transact(entry, transaction, options);
        });
  }

  private static void requireOnce(String what, List<Action> branch) {
    if (Transaction.writtenTwice(branch).isPresent()) {
      throw new Refused(new Failure.Invalid(what, "must write each key once only"));
    }
  }

  private static void requireFew(String what, Collection<?> list) {
    if (list.size() > MAX_OPERATIONS) {
      throw new Refused(new Failure.TooLarge(what, MAX_OPERATIONS, "operations"));
    }
  }

  /** The same for any number of actions, in a bucket that is linearizable. */
  Uni<Result<Transacted>> transact(
      CatalogueEntry bucket, Transaction transaction, RequestOptions options) {
    Registers.refuseFreshness(options);
    limited.transaction(transaction);
    if (bucket.spec().demandsPrecondition()
        && transaction.compares().isEmpty()
        && !isReading(transaction)) {
      throw new Refused(new Failure.PreconditionRequired());
    }
    Transaction lasting = Lifetimes.of(bucket.spec(), transaction);
    int shard = shardOf(bucket, transaction);
    long timeout = Effort.timeout(options, timeouts.writeMillis());
    boolean repeatable = options.retryKey().isPresent() || isReading(transaction);
    Optional<Session> session = sessions.of(options);
    Failure undecided =
        new Failure.Undecided(
            isReading(transaction) ? Effect.NOT_APPLIED : Effect.UNKNOWN, repeatable);
    Countdown countdown = Countdown.of(timeout);
    return Calls.<ShardOutcome<TransactionResult>>uni(
            done -> shards.transact(bucket.id(), shard, options.retryKey(), lasting, timeout, done))
        .map(
            outcome ->
                ShardOutcomes.of(
                    outcome,
                    undecided,
                    (result, leader) ->
                        Registers.done(result, leader)
                            .map(done -> transacted(done, leader, session, bucket, shard))))
        .flatMap(result -> refusals.told(result, session, bucket.id(), shard, countdown));
  }

  private int shardOf(CatalogueEntry bucket, Transaction transaction) {
    if (transaction.keys().isEmpty()) {
      throw new Refused(new Failure.Invalid("success", "must name a key, or compare, or failure"));
    }
    int count = Registers.shardsOf(bucket).orElseThrow();
    TreeSet<Integer> touched = new TreeSet<>();
    for (Key key : transaction.keys()) {
      touched.add(shards.shardOf(key, count));
    }
    if (touched.size() > 1) {
      throw new Refused(new Failure.CrossShard(touched.size()));
    }
    return touched.first();
  }

  private static boolean isReading(Transaction transaction) {
    return isReading(transaction.success()) && isReading(transaction.failure());
  }

  private static boolean isReading(List<Action> actions) {
    return actions.stream().allMatch(Action.Get.class::isInstance);
  }

  private Transacted transacted(
      TransactionResult.Done done,
      Optional<NodeId> leader,
      Optional<Session> session,
      CatalogueEntry bucket,
      int shard) {
    Position position = new Position(done.revision(), leader);
    return new Transacted(
        done, position, session.map(known -> sessions.after(known, bucket.id(), shard, position)));
  }
}
