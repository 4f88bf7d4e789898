package io.kvasir.service;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.node.NodeId;
import io.smallrye.mutiny.Uni;
import java.util.Collections;
import java.util.Optional;

/**
 * What refused writes to linearizable buckets show to the sessions that they are part of: what
 * stands under a key decides about them, and no later read may fall behind that. Any thread.
 */
final class SessionRefusals {
  private final Shards shards;
  private final Sessions sessions;

  SessionRefusals(Shards shards, Sessions sessions) {
    this.shards = shards;
    this.sessions = sessions;
  }

  /** The result; a refusal by the shard has the token of the session that was shown it. */
  <T> Uni<Result<T>> told(
      Result<T> result,
      Optional<Session> session,
      BucketId bucket,
      int shard,
      Countdown countdown) {
    if (session.isEmpty() || !(result instanceof Result.Failed<T>(Failure failure))) {
      return Uni.createFrom().item(result);
    }
    Session known = session.get();
    if (failure instanceof Failure.PreconditionFailed failed) {
      String token = sessions.after(known, bucket, shard, failed.position());
      return Uni.createFrom().item(in(failure, token));
    }
    if (!isOfShard(failure)) {
      return Uni.createFrom().item(result);
    }
    return position(bucket, shard, countdown)
        .map(
            position ->
                in(
                    failure,
                    position
                        .map(at -> sessions.after(known, bucket, shard, at))
                        .orElseGet(() -> sessions.afterUnplaced(known))));
  }

  private static <T> Result<T> in(Failure failure, String token) {
    return Result.failed(new Failure.InSession(failure, token));
  }

  /** Whether it tells what the shard holds, without the revision at which it does. */
  private static boolean isOfShard(Failure failure) {
    return failure instanceof Failure.KindMismatch
        || failure instanceof Failure.CounterOverflow
        || failure instanceof Failure.RetryKeyReused;
  }

  /**
   * One that the shard had reached when it refused, or a later one; empty when it cannot be had.
   */
  private Uni<Optional<Position>> position(BucketId bucket, int shard, Countdown countdown) {
    return Calls.<ShardOutcome<ShardReading>>uni(
            done ->
                shards.read(
                    bucket,
                    shard,
                    Collections.emptySortedSet(),
                    Freshness.LINEARIZABLE,
                    Math.max(1, countdown.millis()),
                    done))
        .map(SessionRefusals::position);
  }

  private static Optional<Position> position(ShardOutcome<ShardReading> outcome) {
    return outcome
            instanceof
            ShardOutcome.Answered<ShardReading>(ShardReading reading, Optional<NodeId> leader)
        ? Optional.of(new Position(reading.revision(), leader))
        : Optional.empty();
  }
}
