package io.kvasir.service.problem;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.service.Effect;
import io.kvasir.service.Failure;
import java.util.Optional;

/** Which problem each failure is, and those that every protocol's own checks find. */
public final class Diagnoses {
  private Diagnoses() {}

  /** What a service's failure is to a client. */
  public static Diagnosis of(Failure failure) {
    return describe(failure).withEffect(failure.effect()).withRetryable(failure.isRetryable());
  }

  private static Diagnosis describe(Failure failure) {
    return switch (failure) {
      case Failure.InSession(Failure alone, String token) -> describe(alone);
      case Failure.Invalid(String field, String reason) -> invalid(field, reason);
      case Failure.InvalidBucket(String field, String reason) ->
          invalid(ProblemType.INVALID_CONFIG, field, reason);
      case Failure.Unsupported(String feature, String reason) -> unsupported(feature, reason);
      case Failure.TooLarge(String what, long limit, String unit) -> tooLarge(what, limit, unit);
      case Failure.BucketNotFound(String bucket) ->
          Diagnosis.of(ProblemType.BUCKET_NOT_FOUND, "There is no such bucket.")
              .with("bucket", bucket);
      case Failure.BucketExists(String bucket) ->
          Diagnosis.of(ProblemType.BUCKET_ALREADY_EXISTS, "There is such a bucket already.")
              .with("bucket", bucket);
      case Failure.BucketReserved(String bucket) ->
          Diagnosis.of(
                  ProblemType.BUCKET_RESERVED, "The system's buckets cannot be changed or dropped.")
              .with("bucket", bucket);
      case Failure.TypeMismatch(DataType expected, String got) -> mismatch(expected, got);
      case Failure.BadContext(String reason) ->
          Diagnosis.of(ProblemType.BAD_CONTEXT, "The causal context " + reason + ".")
              .with("reason", reason);
      case Failure.BadCursor(String reason) ->
          Diagnosis.of(ProblemType.BAD_CURSOR, "The cursor " + reason + ".").with("reason", reason);
      case Failure.Compacted() ->
          Diagnosis.of(
              ProblemType.COMPACTED,
              "Changes behind the cursor are not kept any more: begin a new watch without a cursor,"
                  + " then read what is there, then go on with what the watch says.");
      case Failure.NotYetSeen() ->
          Diagnosis.of(
              ProblemType.NOT_YET_SEEN,
              "The context tells of writes that have not reached the node yet; nothing was"
                  + " changed.");
      case Failure.TooManySiblings(int limit) -> siblings(limit);
      case Failure.KindMismatch(Key key, Value.Kind expected, Value.Kind found) ->
          mismatch(key, expected.label(), found.label());
      case Failure.CounterOverflow() ->
          Diagnosis.of(
              ProblemType.COUNTER_OVERFLOW, "The counter would leave the range of 64 bits.");
      case Failure.QuorumUnavailable unavailable -> quorum(unavailable);
      case Failure.DeadlineExceeded exceeded -> deadline(exceeded);
      case Failure.PreconditionFailed failed -> precondition(failed.current());
      case Failure.PreconditionRequired() ->
          Diagnosis.of(
              ProblemType.PRECONDITION_REQUIRED,
              "The bucket demands a precondition of each write: If-Match or If-None-Match, or"
                  + " compare in a transaction.");
      case Failure.RetryKeyReused reused ->
          Diagnosis.of(
              ProblemType.IDEMPOTENCY_KEY_REUSED,
              "The idempotency key came with another request before; nothing was changed.");
      case Failure.CrossShard(int shards) -> crossShard(shards);
      case Failure.NotLinearizable(String bucket) ->
          Diagnosis.of(
                  ProblemType.NOT_LINEARIZABLE,
                  "The bucket is convergent: its keys have no common history to change at one"
                      + " point of. Create one with the consistency linearizable.")
              .with("bucket", bucket);
      case Failure.NotJoined() ->
          Diagnosis.of(ProblemType.NOT_JOINED, "The node is in no cluster yet.");
      case Failure.Removed() ->
          Diagnosis.of(
              ProblemType.REMOVED,
              "The node was removed from its cluster and serves nothing; ask another. It comes back"
                  + " as a new member, with an empty data directory.");
      case Failure.NoLeader noLeader ->
          Diagnosis.of(ProblemType.NO_LEADER, "The shard has no leader at the moment.");
      case Failure.NoQuorum(int reachable, int needed) -> noQuorum(reachable, needed);
      case Failure.NoReplica() ->
          Diagnosis.of(ProblemType.NO_REPLICA, "No whole replica of the shard could be asked.");
      case Failure.Undecided(Effect effect, boolean retryable) -> undecided(effect);
      case Failure.GroupNotFound() ->
          Diagnosis.of(
              ProblemType.GROUP_NOT_FOUND,
              "There is no such group, or this node has no replica of it.");
      case Failure.MemberNotFound(String id) ->
          Diagnosis.of(ProblemType.MEMBER_NOT_FOUND, "There is no such member.").with("id", id);
      case Failure.OperationNotFound(String id) ->
          Diagnosis.of(ProblemType.OPERATION_NOT_FOUND, "There is no such operation.")
              .with("id", id);
      case Failure.MembershipConflict(String reason) ->
          Diagnosis.of(ProblemType.MEMBERSHIP_CONFLICT, "Refused: " + reason + ".")
              .with("reason", reason);
      case Failure.Overloaded() -> overloaded("The node has too many requests under way.");
      case Failure.Stopping() -> stopping();
    };
  }

  /**
   * A field has a value it cannot have.
   *
   * @param reason what it may be, as a sentence's end: "must be …"
   */
  public static Diagnosis invalid(String field, String reason) {
    return invalid(ProblemType.INVALID_REQUEST, field, reason);
  }

  private static Diagnosis invalid(ProblemType type, String field, String reason) {
    return Diagnosis.of(type, field + " " + reason + ".")
        .with("field", field)
        .with("reason", reason);
  }

  /** What is meant is known, and cannot be done. */
  public static Diagnosis unsupported(String feature, String reason) {
    return Diagnosis.of(ProblemType.UNSUPPORTED, feature + ": " + reason + ".")
        .with("feature", feature)
        .with("reason", reason);
  }

  /** Something exceeds {@code limit}, in {@code unit}. */
  public static Diagnosis tooLarge(String what, long limit, String unit) {
    return Diagnosis.of(
            ProblemType.TOO_LARGE, "The " + what + " exceeds " + limit + " " + unit + ".")
        .with("what", what)
        .with("limit", limit)
        .with("unit", unit);
  }

  /** The node has too much to do; soon it may have less. */
  public static Diagnosis overloaded(String detail) {
    return Diagnosis.of(ProblemType.OVERLOADED, detail).withRetryable(true);
  }

  /** A watcher is cut off; it can go on where it is. */
  public static Diagnosis slowConsumer() {
    return Diagnosis.of(
            ProblemType.SLOW_CONSUMER,
            "Nothing was taken of the stream for too long; resume with the cursor.")
        .withRetryable(true);
  }

  /** The node does not begin anything more. */
  public static Diagnosis stopping() {
    return Diagnosis.of(ProblemType.STOPPING, "The node is about to stop; ask another.")
        .withRetryable(true);
  }

  /** A defect: nobody knows what it did. */
  public static Diagnosis internal() {
    return Diagnosis.of(
            ProblemType.INTERNAL_ERROR,
            "Kvasir failed to carry this out; its log tells more under the request id.")
        .withEffect(Effect.UNKNOWN);
  }

  private static Diagnosis siblings(int limit) {
    return Diagnosis.of(
            ProblemType.TOO_MANY_SIBLINGS,
            "The register has "
                + limit
                + " siblings and the write would replace none: read it, and write with the context"
                + " of that.")
        .with("limit", limit);
  }

  private static Diagnosis precondition(Optional<Long> current) {
    return current.isEmpty()
        ? Diagnosis.of(ProblemType.PRECONDITION_FAILED, "There is nothing under the key.")
        : Diagnosis.of(
                ProblemType.PRECONDITION_FAILED,
                "What stands under the key was written by revision " + current.get() + ".")
            .with("mod_revision", current.get());
  }

  private static Diagnosis crossShard(int shards) {
    return Diagnosis.of(
            ProblemType.CROSS_SHARD,
            "The keys lie in %d shards of the bucket, and what is carried out as one stays within one. Keys that have the same text in braces, as in a{tag} and b{tag}, lie in one."
                .formatted(shards))
        .with("shards", shards);
  }

  private static Diagnosis noQuorum(int reachable, int needed) {
    return Diagnosis.of(
            ProblemType.NO_QUORUM,
            "Too few of the shard's voters can be reached: %d of the %d needed."
                .formatted(reachable, needed))
        .with("reachable", reachable)
        .with("needed", needed);
  }

  private static Diagnosis undecided(Effect effect) {
    return Diagnosis.of(
        ProblemType.DEADLINE_EXCEEDED,
        effect == Effect.UNKNOWN
            ? "Whether it was carried out was not known in time; with an idempotency key it could"
                + " be sent again."
            : "It was not answered in time.");
  }

  private static Diagnosis mismatch(DataType expected, String got) {
    return Diagnosis.of(
            ProblemType.TYPE_MISMATCH,
            "The bucket holds " + expected.label() + " values, which this does not suit: " + got)
        .with("expected", expected.label())
        .with("got", got);
  }

  private static Diagnosis mismatch(Key key, String expected, String found) {
    return Diagnosis.of(
            ProblemType.TYPE_MISMATCH,
            "What stands under the key is not of the kind that was asked for: "
                + "%s, not %s.".formatted(found, expected))
        .with("key", key.value())
        .with("expected", expected)
        .with("got", found);
  }

  private static Diagnosis quorum(Failure.QuorumUnavailable unavailable) {
    return counted(
        Diagnosis.of(
            ProblemType.QUORUM_UNAVAILABLE,
            "Too few replicas can be reached: %d of the %d needed have answered."
                .formatted(unavailable.acked(), unavailable.needed())),
        unavailable.acked(),
        unavailable.needed());
  }

  private static Diagnosis deadline(Failure.DeadlineExceeded exceeded) {
    return counted(
        Diagnosis.of(
            ProblemType.DEADLINE_EXCEEDED,
            "Too few replicas answered in time: %d of the %d needed."
                .formatted(exceeded.acked(), exceeded.needed())),
        exceeded.acked(),
        exceeded.needed());
  }

  private static Diagnosis counted(Diagnosis diagnosis, int acked, int needed) {
    return diagnosis.with("acked", acked).with("needed", needed);
  }
}
