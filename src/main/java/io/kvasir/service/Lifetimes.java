package io.kvasir.service;

import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Lifetime;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.TimeToLive;
import io.kvasir.core.keyspace.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * How long keys stay, as Redis has it: a write that says how long is obeyed; else each write begins
 * the bucket's time to live anew; in a bucket without one, what puts a value or sets a flag makes
 * its key stay for ever, and whatever changes what is there leaves its end as it is.
 */
final class Lifetimes {
  private static final long MILLIS = 1_000;

  private Lifetimes() {}

  static Lifetime of(Verb verb, BucketSpec spec, RequestOptions options) {
    if (verb == Verb.DELETE) {
      return Lifetime.kept();
    }
    if (options.ttlSeconds().isPresent()) {
      return new Lifetime.Limited(millis(options.ttlSeconds().get()));
    }
    if (spec.ttlSeconds() > 0) {
      return new Lifetime.Limited(millis(spec.ttlSeconds()));
    }
    return isWhole(verb) ? new Lifetime.Endless() : Lifetime.kept();
  }

  /** Whether it says all that the key is then. */
  private static boolean isWhole(Verb verb) {
    return switch (verb) {
      case PUT, FLAG_ENABLE, FLAG_DISABLE -> true;
      case GET, DELETE, SET_ADD, SET_REMOVE, COUNTER_INCREMENT, COUNTER_DECREMENT -> false;
      case MAP_UPDATE, MAP_COUNT -> false;
    };
  }

  /** The same for what a transaction does in a linearizable bucket. */
  static Action of(BucketSpec spec, Action action) {
    if (spec.ttlSeconds() == 0) {
      return action;
    }
    Optional<TimeToLive> usual = Optional.of(new TimeToLive(millis(spec.ttlSeconds()), false));
    return switch (action) {
      case Action.Put(Key key, Value value, Optional<TimeToLive> ttl) ->
          new Action.Put(key, value, ttl.or(() -> usual));
      case Action.Increment(Key key, long amount, Optional<TimeToLive> ttl) ->
          new Action.Increment(key, amount, ttl.or(() -> usual));
      case Action.Delete delete -> delete;
      case Action.Get get -> get;
    };
  }

  static Transaction of(BucketSpec spec, Transaction transaction) {
    return new Transaction(
        transaction.compares(), of(spec, transaction.success()), of(spec, transaction.failure()));
  }

  private static List<Action> of(BucketSpec spec, List<Action> actions) {
    return actions.stream().map(action -> of(spec, action)).toList();
  }

  /** What a client asks for. */
  static Optional<TimeToLive> asked(Optional<Long> ttlSeconds) {
    return ttlSeconds.map(seconds -> new TimeToLive(millis(seconds), true));
  }

  static long millis(long ttlSeconds) {
    if (ttlSeconds < 1 || ttlSeconds > BucketSpec.MAX_TTL_SECONDS) {
      throw new Refused(
          new Failure.Invalid("ttl", "must be 1 to " + BucketSpec.MAX_TTL_SECONDS + " seconds"));
    }
    return ttlSeconds * MILLIS;
  }
}
