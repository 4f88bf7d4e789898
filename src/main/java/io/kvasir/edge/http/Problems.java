package io.kvasir.edge.http;

import io.kvasir.core.bucket.DataType;
import io.kvasir.service.Effect;
import io.kvasir.service.Failure;
import java.util.Optional;

/** The problems of this API. */
final class Problems {
  /** After how many seconds an overloaded node may be asked again. */
  private static final String RETRY_AFTER_SECONDS = "1";

  private Problems() {}

  /** What a service's failure looks like here. */
  static Problem of(Failure failure) {
    return describe(failure).withEffect(failure.effect()).withRetryable(failure.isRetryable());
  }

  private static Problem describe(Failure failure) {
    return switch (failure) {
      case Failure.Invalid(String field, String reason) -> invalid(field, reason);
      case Failure.InvalidBucket(String field, String reason) ->
          invalid(ProblemType.INVALID_CONFIG, field, reason);
      case Failure.Unsupported(String feature, String reason) -> unsupported(feature, reason);
      case Failure.TooLarge(String what, long limit, String unit) -> tooLarge(what, limit, unit);
      case Failure.BucketNotFound(String bucket) ->
          Problem.of(ProblemType.BUCKET_NOT_FOUND, "There is no such bucket.")
              .with("bucket", bucket);
      case Failure.BucketExists(String bucket) ->
          Problem.of(ProblemType.BUCKET_ALREADY_EXISTS, "There is such a bucket already.")
              .with("bucket", bucket);
      case Failure.BucketReserved(String bucket) ->
          Problem.of(ProblemType.BUCKET_RESERVED, "The system's buckets cannot be dropped.")
              .with("bucket", bucket);
      case Failure.TypeMismatch(DataType expected, String got) -> mismatch(expected, got);
      case Failure.BadContext(String reason) ->
          Problem.of(ProblemType.BAD_CONTEXT, "The causal context " + reason + ".")
              .with("reason", reason);
      case Failure.NotYetSeen() ->
          soon(
              Problem.of(
                  ProblemType.NOT_YET_SEEN,
                  "The context tells of writes that have not reached the node yet; nothing was"
                      + " changed."));
      case Failure.TooManySiblings(int limit) ->
          Problem.of(
                  ProblemType.TOO_MANY_SIBLINGS,
                  "The register has "
                      + limit
                      + " siblings and the write would replace none: read it, and write with the"
                      + " Kvasir-Context of that.")
              .with("limit", limit);
      case Failure.CounterOverflow() ->
          Problem.of(ProblemType.COUNTER_OVERFLOW, "The counter would leave the range of 64 bits.");
      case Failure.QuorumUnavailable unavailable -> quorum(unavailable);
      case Failure.DeadlineExceeded exceeded -> deadline(exceeded);
      case Failure.PreconditionFailed failed -> precondition(failed.current());
      case Failure.RetryKeyReused reused ->
          Problem.of(
              ProblemType.IDEMPOTENCY_KEY_REUSED,
              "The Idempotency-Key came with another request before; nothing was changed.");
      case Failure.CrossShard(int shards) -> crossShard(shards);
      case Failure.NotLinearizable(String bucket) ->
          Problem.of(
                  ProblemType.NOT_LINEARIZABLE,
                  "The bucket is convergent: its keys have no common history to change at one"
                      + " point of. Create one with the consistency linearizable.")
              .with("bucket", bucket);
      case Failure.NotJoined() ->
          soon(Problem.of(ProblemType.NOT_JOINED, "The node is in no cluster yet."));
      case Failure.Removed() ->
          Problem.of(
              ProblemType.REMOVED,
              "The node was removed from its cluster and serves nothing; ask another. It comes back"
                  + " as a new member, with an empty data directory.");
      case Failure.NoLeader noLeader ->
          soon(Problem.of(ProblemType.NO_LEADER, "The shard has no leader at the moment."));
      case Failure.NoQuorum(int reachable, int needed) -> noQuorum(reachable, needed);
      case Failure.NoReplica() ->
          soon(Problem.of(ProblemType.NO_REPLICA, "No whole replica of the shard could be asked."));
      case Failure.Undecided(Effect effect, boolean retryable) -> undecided(effect);
      case Failure.GroupNotFound() ->
          Problem.of(
              ProblemType.GROUP_NOT_FOUND,
              "There is no such group, or this node has no replica of it.");
      case Failure.MemberNotFound(String id) ->
          Problem.of(ProblemType.MEMBER_NOT_FOUND, "There is no such member.").with("id", id);
      case Failure.OperationNotFound(String id) ->
          Problem.of(ProblemType.OPERATION_NOT_FOUND, "There is no such operation.").with("id", id);
      case Failure.MembershipConflict(String reason) ->
          Problem.of(ProblemType.MEMBERSHIP_CONFLICT, "Refused: " + reason + ".")
              .with("reason", reason);
      case Failure.Overloaded() -> overloaded("The node has too many requests under way.");
    };
  }

  static Problem invalid(String field, String reason) {
    return invalid(ProblemType.INVALID_REQUEST, field, reason);
  }

  private static Problem invalid(ProblemType type, String field, String reason) {
    return Problem.of(type, field + " " + reason + ".").with("field", field).with("reason", reason);
  }

  static Problem unsupported(String feature, String reason) {
    return Problem.of(ProblemType.UNSUPPORTED, feature + ": " + reason + ".")
        .with("feature", feature)
        .with("reason", reason);
  }

  static Problem tooLarge(String what, long limit, String unit) {
    return Problem.of(ProblemType.TOO_LARGE, "The " + what + " exceeds " + limit + " " + unit + ".")
        .with("what", what)
        .with("limit", limit)
        .with("unit", unit);
  }

  static Problem overloaded(String detail) {
    return soon(Problem.of(ProblemType.OVERLOADED, detail));
  }

  /** A problem that may be gone when the same is asked again. */
  private static Problem soon(Problem problem) {
    return problem.withRetryable(true).withHeader("Retry-After", RETRY_AFTER_SECONDS);
  }

  static Problem precondition(Optional<Long> current) {
    if (current.isEmpty()) {
      return Problem.of(ProblemType.PRECONDITION_FAILED, "There is nothing under the key.");
    }
    String tag = EntityTags.of(current.get());
    return Problem.of(
            ProblemType.PRECONDITION_FAILED, "What stands under the key has the ETag " + tag + ".")
        .with("etag", tag)
        .withHeader("ETag", tag);
  }

  private static Problem crossShard(int shards) {
    return Problem.of(
            ProblemType.CROSS_SHARD,
            "The keys lie in %d shards of the bucket, and what is carried out as one stays within one. Keys that have the same text in braces, as in a{tag} and b{tag}, lie in one."
                .formatted(shards))
        .with("shards", shards);
  }

  private static Problem noQuorum(int reachable, int needed) {
    return soon(
        Problem.of(
                ProblemType.NO_QUORUM,
                "Too few of the shard's voters can be reached: %d of the %d needed."
                    .formatted(reachable, needed))
            .with("reachable", reachable)
            .with("needed", needed));
  }

  private static Problem undecided(Effect effect) {
    return Problem.of(
        ProblemType.DEADLINE_EXCEEDED,
        effect == Effect.UNKNOWN
            ? "Whether it was carried out was not known in time; with an Idempotency-Key it could"
                + " be sent again."
            : "It was not answered in time.");
  }

  static Problem unacceptable(String offered) {
    return Problem.of(ProblemType.NOT_ACCEPTABLE, "This answer can be had as " + offered + " only.")
        .with("offered", offered);
  }

  static Problem unsupportedMedia(String detail, String accepted) {
    return Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail).withHeader("Accept", accepted);
  }

  static Problem internal() {
    return Problem.of(
            ProblemType.INTERNAL_ERROR,
            "Kvasir failed to carry this out; its log tells more under the request id.")
        .withEffect(Effect.UNKNOWN);
  }

  private static Problem mismatch(DataType expected, String got) {
    return Problem.of(
            ProblemType.TYPE_MISMATCH,
            "The bucket holds " + expected.label() + " values, which this does not suit: " + got)
        .with("expected", expected.label())
        .with("got", got);
  }

  private static Problem quorum(Failure.QuorumUnavailable unavailable) {
    return counted(
        Problem.of(
            ProblemType.QUORUM_UNAVAILABLE,
            "Too few replicas can be reached: %d of the %d needed have answered."
                .formatted(unavailable.acked(), unavailable.needed())),
        unavailable.acked(),
        unavailable.needed());
  }

  private static Problem deadline(Failure.DeadlineExceeded exceeded) {
    return counted(
        Problem.of(
            ProblemType.DEADLINE_EXCEEDED,
            "Too few replicas answered in time: %d of the %d needed."
                .formatted(exceeded.acked(), exceeded.needed())),
        exceeded.acked(),
        exceeded.needed());
  }

  private static Problem counted(Problem problem, int acked, int needed) {
    return problem.with("acked", acked).with("needed", needed);
  }
}
