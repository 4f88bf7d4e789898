package io.kvasir.service;

import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Compare;
import io.kvasir.core.keyspace.Keyspace;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.keyspace.TransactionResult.Step;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.CatalogueEntry;
import io.smallrye.mutiny.Uni;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads and writes of single keys of linearizable buckets. */
final class Registers {
  /** Of a command that this node's release writes, and the shard's replicas do not know. */
  static final Failure UNREADABLE =
      new Failure.Unsupported(
          "transaction", "is not understood by the release that the shard's nodes run");

  static final Failure TOO_LARGE =
      new Failure.TooLarge("data that the transaction names", Keyspace.MAX_WEIGHT, "bytes");

  /** How many tags a precondition may name: each costs a condition, or a try. */
  private static final int MAX_TAGS = 16;

  private final Shards shards;
  private final Sessions sessions;
  private final SessionRefusals refusals;
  private final Timeouts timeouts;

  Registers(Shards shards, Sessions sessions, Timeouts timeouts) {
    this.sessions = sessions;
    this.shards = shards;
    this.refusals = new SessionRefusals(shards, sessions);
    this.timeouts = timeouts;
  }

  /** The shards of the bucket; empty when it is convergent. */
  static Optional<Integer> shardsOf(CatalogueEntry bucket) {
    return bucket.spec().consistency() instanceof Consistency.Linearizable(int shards)
        ? Optional.of(shards)
        : Optional.empty();
  }

  /** Writes or deletes one key, if its precondition holds. */
  Uni<Result<Written>> write(CatalogueEntry bucket, Action action, RequestOptions options) {
    refuseQuorum("w", options);
    refuseFreshness(options);
    KeyValueService.refuseContext(options, DataType.LWW_REGISTER);
    refuseTooManyTags(options);
    if (bucket.spec().demandsPrecondition() && options.precondition().isNone()) {
      throw new Refused(new Failure.PreconditionRequired());
    }
    long timeout = Effort.timeout(options, timeouts.writeMillis());
    Write write =
        new Write(
            bucket,
            shardOf(bucket, action.key()),
            Lifetimes.of(bucket.spec(), action),
            options,
            Countdown.of(timeout));
    Optional<Session> session = sessions.of(options);
    return attempt(write, Conditions.firstGuess(options.precondition()))
        .flatMap(
            result ->
                refusals.told(
                    result.map(written -> told(written, session, bucket, write.shard())),
                    session,
                    bucket.id(),
                    write.shard(),
                    write.countdown()));
  }

  private Written told(
      Written written, Optional<Session> session, CatalogueEntry bucket, int shard) {
    return session.isPresent() && written.position().isPresent()
        ? written.in(sessions.after(session.get(), bucket.id(), shard, written.position().get()))
        : written;
  }

  /** One request, which may need several tries when its precondition names several tags. */
  private record Write(
      CatalogueEntry bucket,
      int shard,
      Action action,
      RequestOptions options,
      Countdown countdown) {
    Transaction transaction(Optional<Long> guess) {
      List<Compare> compares = Conditions.of(action.key(), options.precondition(), guess);
      return compares.isEmpty()
          ? Transaction.of(action)
          : new Transaction(compares, List.of(action), List.of(new Action.Get(action.key())));
    }

    /** Doing it again does nothing more when the shard recognises it. */
    Failure undecided() {
      return new Failure.Undecided(Effect.UNKNOWN, options.retryKey().isPresent());
    }
  }

  private Uni<Result<Written>> attempt(Write write, Optional<Long> guess) {
    return Calls.<ShardOutcome<TransactionResult>>uni(
            done ->
                shards.transact(
                    write.bucket().id(),
                    write.shard(),
                    write.options().retryKey(),
                    write.transaction(guess),
                    Math.max(1, write.countdown().millis()),
                    done))
        .flatMap(outcome -> conclude(write, guess, outcome));
  }

  private Uni<Result<Written>> conclude(
      Write write, Optional<Long> guess, ShardOutcome<TransactionResult> outcome) {
    if (outcome
            instanceof
            ShardOutcome.Answered<TransactionResult>(
                TransactionResult.Done done,
                Optional<NodeId> leader)
        && !done.succeeded()) {
      Optional<Long> current = modified(done);
      return isWorthAnotherTry(write, guess, current)
          ? attempt(write, current)
          : Uni.createFrom()
              .item(
                  Result.failed(
                      new Failure.PreconditionFailed(
                          current, new Position(done.revision(), leader))));
    }
    return Uni.createFrom()
        .item(
            ShardOutcomes.of(
                outcome,
                write.undecided(),
                (result, leader) -> written(write.action(), result, leader)));
  }

  /**
   * Whether another of the tags stands there than was tried. Tags of a key only grow, so this ends.
   */
  private static boolean isWorthAnotherTry(
      Write write, Optional<Long> guess, Optional<Long> current) {
    Precondition precondition = write.options().precondition();
    return guess.isPresent()
        && !guess.equals(current)
        && precondition.isMatched(current)
        && !precondition.isExcluded(current)
        && write.countdown().millis() > 0;
  }

  private static Optional<Long> modified(TransactionResult.Done done) {
    return switch (done.steps().getFirst()) {
      case Step.Got(Optional<Versioned> found) -> found.map(Versioned::modified);
      case Step.FoundBefore found -> Optional.of(found.modified());
      case Step.Put() -> Optional.empty();
      case Step.Incremented incremented -> Optional.empty();
      case Step.Deleted deleted -> Optional.empty();
    };
  }

  private static Result<Written> written(
      Action action, TransactionResult result, Optional<NodeId> leader) {
    return done(result, leader).map(done -> written(action, done.steps().getFirst(), done, leader));
  }

  /** What was done, or why nothing was. */
  static Result<TransactionResult.Done> done(TransactionResult result, Optional<NodeId> leader) {
    return switch (result) {
      case TransactionResult.Done done -> Result.ok(done);
      case TransactionResult.RetryKeyReused() -> Result.failed(new Failure.RetryKeyReused(leader));
      case TransactionResult.Unreadable() -> Result.failed(UNREADABLE);
      case TransactionResult.TooLarge() -> Result.failed(TOO_LARGE);
      case TransactionResult.WrongKind(Key key, Value.Kind expected, Value.Kind found) ->
          Result.failed(new Failure.KindMismatch(key, expected, found));
      case TransactionResult.OutOfRange(Key key) -> Result.failed(new Failure.CounterOverflow());
    };
  }

  /** What one action of a transaction did. */
  static Written written(
      Action action, Step step, TransactionResult.Done done, Optional<NodeId> leader) {
    boolean leavesValue = action instanceof Action.Put || action instanceof Action.Increment;
    Optional<Long> tag = leavesValue ? Optional.of(done.revision()) : Optional.empty();
    Optional<Long> sum =
        step instanceof Step.Incremented(long value) ? Optional.of(value) : Optional.empty();
    return new Written(
        DataType.LWW_REGISTER,
        done.writtenMillis(),
        tag,
        Optional.of(new Position(done.revision(), leader)),
        done.repeated(),
        sum,
        Optional.empty(),
        Optional.empty());
  }

  Uni<Result<Shown>> read(CatalogueEntry bucket, Key key, RequestOptions options) {
    refuseQuorum("r", options);
    refuseTooManyTags(options);
    Countdown countdown = Countdown.of(Effort.timeout(options, timeouts.readMillis()));
    Read read = new Read(bucket, shardOf(bucket, key), key, countdown);
    Optional<Session> session = sessions.of(options);
    if (session.isPresent() && options.freshness().isEmpty()) {
      return readInSession(read, session.get());
    }
    return ask(read, options.freshness().orElse(Freshness.LINEARIZABLE))
        .map(outcome -> shown(outcome, read, session));
  }

  private record Read(CatalogueEntry bucket, int shard, Key key, Countdown countdown) {}

  private Uni<ShardOutcome<ShardReading>> ask(Read read, Freshness freshness) {
    TreeSet<Key> keys = new TreeSet<>(Collections.singleton(read.key()));
    return Calls.uni(
        done ->
            shards.read(
                read.bucket().id(),
                read.shard(),
                keys,
                freshness,
                Math.max(1, read.countdown().millis()),
                done));
  }

  /** The nearest replica answers when it is as far as the session; else all do, by a majority. */
  private Uni<Result<Shown>> readInSession(Read read, Session session) {
    return ask(read, Freshness.STALE)
        .flatMap(
            near ->
                near instanceof ShardOutcome.Answered<ShardReading>(ShardReading reading, var _)
                        && isServed(read, session, reading)
                    ? Uni.createFrom().item(near)
                    : ask(read, Freshness.LINEARIZABLE))
        .map(outcome -> shown(outcome, read, Optional.of(session)));
  }

  private boolean isServed(Read read, Session session, ShardReading reading) {
    return sessions.isServed(session, read.bucket().id(), read.shard(), reading.revision());
  }

  private Result<Shown> shown(
      ShardOutcome<ShardReading> outcome, Read read, Optional<Session> session) {
    return ShardOutcomes.of(
        outcome,
        new Failure.Undecided(Effect.NOT_APPLIED, true),
        (reading, leader) -> Result.ok(shown(reading, leader, read, session)));
  }

  private Shown shown(
      ShardReading reading, Optional<NodeId> leader, Read read, Optional<Session> session) {
    Position position = new Position(reading.revision(), leader);
    long now = Math.max(reading.nowMillis(), session.map(Session::millis).orElse(0L));
    Optional<Versioned> found =
        Optional.ofNullable(reading.found().get(read.key()))
            .filter(versioned -> session.isEmpty() || !versioned.hasEnded(now));
    return new Shown(
        content(found, position, now),
        session.map(known -> sessions.after(known, read.bucket().id(), read.shard(), position)));
  }

  /**
   * What a reader finds.
   *
   * @param nowMillis by which it is told how long what was read will stay
   */
  static Content content(Optional<Versioned> found, Position position, long nowMillis) {
    return found.isPresent()
        ? new Content.Entry(found.get(), Optional.of(position), life(found.get(), nowMillis))
        : new Content.Absent(DataType.LWW_REGISTER, Optional.of(position), Optional.empty());
  }

  private static Optional<Long> life(Versioned found, long nowMillis) {
    return found.isEndless()
        ? Optional.empty()
        : Optional.of(Math.max(1, found.endMillis() - nowMillis));
  }

  int shardOf(CatalogueEntry bucket, Key key) {
    return shards.shardOf(key, shardsOf(bucket).orElseThrow());
  }

  /** What is written is never of the past. */
  static void refuseFreshness(RequestOptions options) {
    if (options.freshness().isPresent()) {
      throw new Refused(
          new Failure.Unsupported(
              "consistency", "is for reads, but for session, which is for both"));
    }
  }

  static void refuseQuorum(String parameter, RequestOptions options) {
    if (options.quorum().isPresent()) {
      throw new Refused(
          new Failure.Invalid(
              parameter, "is not for linearizable buckets: a majority of the shard decides"));
    }
  }

  private static void refuseTooManyTags(RequestOptions options) {
    int match = count(options.precondition().match());
    if (match > MAX_TAGS || count(options.precondition().noneMatch()) > MAX_TAGS) {
      throw new Refused(
          new Failure.Invalid(
              match > MAX_TAGS ? "If-Match" : "If-None-Match",
              "must not name more than " + MAX_TAGS + " tags"));
    }
    if (match > 1 && options.retryKey().isPresent()) {
      throw new Refused(
          new Failure.Invalid("If-Match", "must name one tag only beside an Idempotency-Key"));
    }
  }

  private static int count(Optional<Tags> tags) {
    return tags.isPresent() && tags.get() instanceof Tags.Of of ? of.revisions().size() : 0;
  }
}
