package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.crdt.Footprint;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.CatalogueOutcome;

/** What the engine's outcomes mean to a client. */
final class Outcomes {
  /** What a key's stored value is called when it is not of its bucket's type. */
  private static final String ANOTHER_TYPE = "a stored value of another type";

  private Outcomes() {}

  /** How a write of {@code verb} in a bucket of {@code type} ended. */
  static Result<Written> of(WriteOutcome outcome, DataType type, Verb verb, ContextTokens tokens) {
    return switch (outcome) {
      case WriteOutcome.Stored stored ->
          Result.ok(
              Written.convergent(type, stored.stamp().millis(), stored.seen().map(tokens::ofKey)));
      case WriteOutcome.QuorumUnavailable(int acked, int needed, boolean maybeApplied) ->
          Result.failed(unavailable(acked, needed, maybeApplied, !verb.accumulates()));
      case WriteOutcome.Indeterminate(int acked, int needed) ->
          Result.failed(
              new Failure.DeadlineExceeded(acked, needed, Effect.UNKNOWN, !verb.accumulates()));
      case WriteOutcome.Refused(Refusal reason) -> Result.failed(of(reason, tokens.bucket(), type));
      case WriteOutcome.Overloaded() -> Result.failed(new Failure.Overloaded());
    };
  }

  private static Failure of(Refusal reason, BucketName bucket, DataType type) {
    return switch (reason) {
      case TYPE_MISMATCH -> new Failure.TypeMismatch(type, ANOTHER_TYPE);
      case COUNTER_OVERFLOW -> new Failure.CounterOverflow();
      case NOT_YET_SEEN -> new Failure.NotYetSeen();
      case TOO_MANY_SIBLINGS -> new Failure.TooManySiblings(MvRegister.MAX_SIBLINGS);
      case TOO_LARGE ->
          new Failure.TooLarge(
              type == DataType.OR_MAP ? "field" : "siblings", Footprint.MAX_UNIT_BYTES, "bytes");
      case BUCKET_DROPPED -> new Failure.BucketNotFound(bucket.value());
    };
  }

  /**
   * How a read in a bucket of {@code type} ended.
   *
   * @param nowMillis by which it is told how long what was read will stay
   */
  static Result<Content> of(
      ReadOutcome outcome, DataType type, ContextTokens tokens, boolean perMember, long nowMillis) {
    return switch (outcome) {
      case ReadOutcome.Answered answered ->
          Result.ok(Content.of(answered.state(), tokens, perMember, nowMillis));
      case ReadOutcome.QuorumUnavailable(int answered, int needed) ->
          Result.failed(unavailable(answered, needed, false, true));
      case ReadOutcome.TimedOut(int answered, int needed) ->
          Result.failed(new Failure.DeadlineExceeded(answered, needed, Effect.NOT_APPLIED, true));
      case ReadOutcome.Conflicting() -> Result.failed(new Failure.TypeMismatch(type, ANOTHER_TYPE));
      case ReadOutcome.Overloaded() -> Result.failed(new Failure.Overloaded());
    };
  }

  /** How the creation or drop of a bucket ended. */
  static Result<BucketView> of(CatalogueOutcome outcome, BucketName bucket, Shards shards) {
    return switch (outcome) {
      case CatalogueOutcome.Done(CatalogueEntry entry) -> Result.ok(BucketView.of(entry, shards));
      case CatalogueOutcome.Exists exists ->
          Result.failed(new Failure.BucketExists(bucket.value()));
      case CatalogueOutcome.Unknown() -> Result.failed(new Failure.BucketNotFound(bucket.value()));
      case CatalogueOutcome.QuorumUnavailable(int acked, int needed, boolean maybeApplied) ->
          Result.failed(unavailable(acked, needed, maybeApplied, true));
      case CatalogueOutcome.Indeterminate(int acked, int needed) ->
          Result.failed(new Failure.DeadlineExceeded(acked, needed, Effect.UNKNOWN, true));
      case CatalogueOutcome.Refused(String reason) ->
          Result.failed(new Failure.InvalidBucket("bucket", reason));
    };
  }

  /**
   * @param repeatable whether the request may be sent again although it may have been carried out
   */
  private static Failure unavailable(
      int acked, int needed, boolean maybeApplied, boolean repeatable) {
    return maybeApplied
        ? new Failure.QuorumUnavailable(acked, needed, Effect.UNKNOWN, repeatable)
        : new Failure.QuorumUnavailable(acked, needed, Effect.NOT_APPLIED, true);
  }
}
