package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value.Kind;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.keyspace.TransactionResult.Step;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.edge.wire.proto.KeyspaceProto;
import java.util.List;
import java.util.Optional;

/** What came of transactions, and what stands under keys. */
final class TransactionResultCodec {
  private static final KeyspaceProto.Empty EMPTY = KeyspaceProto.Empty.getDefaultInstance();

  private TransactionResultCodec() {}

  static KeyspaceProto.Result encode(TransactionResult result) {
    KeyspaceProto.Result.Builder target = KeyspaceProto.Result.newBuilder();
    switch (result) {
      case TransactionResult.Done done -> target.setDone(encode(done));
      case TransactionResult.RetryKeyReused() -> target.setRetryKeyReused(EMPTY);
      case TransactionResult.Unreadable() -> target.setUnreadable(EMPTY);
      case TransactionResult.TooLarge() -> target.setTooLarge(EMPTY);
      case TransactionResult.WrongKind(Key key, Kind expected, Kind found) ->
          target
              .getWrongKindBuilder()
              .setKey(key.value())
              .setExpected(encode(expected))
              .setFound(encode(found));
      case TransactionResult.OutOfRange(Key key) -> target.setOutOfRange(key.value());
    }
    return target.build();
  }

  static TransactionResult decode(KeyspaceProto.Result source) {
    return switch (source.getResultCase()) {
      case DONE -> decode(source.getDone());
      case RETRY_KEY_REUSED -> new TransactionResult.RetryKeyReused();
      case UNREADABLE -> new TransactionResult.Unreadable();
      case TOO_LARGE -> new TransactionResult.TooLarge();
      case WRONG_KIND -> decode(source.getWrongKind());
      case OUT_OF_RANGE -> new TransactionResult.OutOfRange(new Key(source.getOutOfRange()));
      case RESULT_NOT_SET -> throw new IllegalArgumentException("unknown result");
    };
  }

  private static TransactionResult decode(KeyspaceProto.WrongKind source) {
    return new TransactionResult.WrongKind(
        new Key(source.getKey()), decode(source.getExpected()), decode(source.getFound()));
  }

  private static KeyspaceProto.Kind encode(Kind kind) {
    return switch (kind) {
      case BYTES -> KeyspaceProto.Kind.KIND_BYTES;
      case JSON -> KeyspaceProto.Kind.KIND_JSON;
      case INTEGER -> KeyspaceProto.Kind.KIND_INTEGER;
      case FLOAT -> KeyspaceProto.Kind.KIND_FLOAT;
    };
  }

  private static Kind decode(KeyspaceProto.Kind source) {
    return switch (source) {
      case KIND_BYTES -> Kind.BYTES;
      case KIND_JSON -> Kind.JSON;
      case KIND_INTEGER -> Kind.INTEGER;
      case KIND_FLOAT -> Kind.FLOAT;
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown kind");
    };
  }

  static KeyspaceProto.Done encode(TransactionResult.Done done) {
    KeyspaceProto.Done.Builder target =
        KeyspaceProto.Done.newBuilder()
            .setSucceeded(done.succeeded())
            .setRevision(done.revision())
            .setWrittenMillis(done.writtenMillis())
            .setRepeated(done.repeated());
    done.steps().forEach(step -> target.addSteps(encode(step)));
    return target.build();
  }

  static TransactionResult.Done decode(KeyspaceProto.Done source) {
    List<Step> steps = source.getStepsList().stream().map(TransactionResultCodec::decode).toList();
    return new TransactionResult.Done(
        source.getSucceeded(),
        atLeast(0, source.getRevision()),
        steps,
        atLeast(0, source.getWrittenMillis()),
        source.getRepeated());
  }

  private static KeyspaceProto.Step encode(Step step) {
    KeyspaceProto.Step.Builder target = KeyspaceProto.Step.newBuilder();
    switch (step) {
      case Step.Put() -> target.setPut(EMPTY);
      case Step.Incremented(long value) -> target.setIncremented(value);
      case Step.Deleted(boolean existed) -> target.setDeleted(existed);
      case Step.Got(Optional<Versioned> found) -> target.setGot(got(found));
      case Step.FoundBefore(long created, long modified, long version, long writtenMillis) ->
          target
              .getFoundBeforeBuilder()
              .setCreated(created)
              .setModified(modified)
              .setVersion(version)
              .setWrittenMillis(writtenMillis);
    }
    return target.build();
  }

  private static KeyspaceProto.Got got(Optional<Versioned> found) {
    KeyspaceProto.Got.Builder target = KeyspaceProto.Got.newBuilder();
    found.ifPresent(versioned -> target.setFound(encode(versioned)));
    return target.build();
  }

  private static Step decode(KeyspaceProto.Step source) {
    return switch (source.getStepCase()) {
      case PUT -> new Step.Put();
      case INCREMENTED -> new Step.Incremented(source.getIncremented());
      case DELETED -> new Step.Deleted(source.getDeleted());
      case GOT ->
          new Step.Got(
              source.getGot().hasFound()
                  ? Optional.of(decode(source.getGot().getFound()))
                  : Optional.empty());
      case FOUND_BEFORE ->
          new Step.FoundBefore(
              atLeast(1, source.getFoundBefore().getCreated()),
              atLeast(1, source.getFoundBefore().getModified()),
              atLeast(1, source.getFoundBefore().getVersion()),
              atLeast(0, source.getFoundBefore().getWrittenMillis()));
      case STEP_NOT_SET -> throw new IllegalArgumentException("unknown step");
    };
  }

  static KeyspaceProto.Versioned encode(Versioned versioned) {
    KeyspaceProto.Versioned.Builder target =
        KeyspaceProto.Versioned.newBuilder()
            .setValue(TransactionCodec.encode(versioned.value()))
            .setCreated(versioned.created())
            .setModified(versioned.modified())
            .setVersion(versioned.version())
            .setWrittenMillis(versioned.writtenMillis());
    if (!versioned.isEndless()) {
      target.setEndMillis(versioned.endMillis());
    }
    return target.build();
  }

  static Versioned decode(KeyspaceProto.Versioned source) {
    if (!source.hasValue()) {
      throw new IllegalArgumentException("no value");
    }
    return new Versioned(
        TransactionCodec.decode(source.getValue()),
        atLeast(1, source.getCreated()),
        atLeast(1, source.getModified()),
        atLeast(1, source.getVersion()),
        atLeast(0, source.getWrittenMillis()),
        source.hasEndMillis() ? atLeast(0, source.getEndMillis()) : Versioned.ENDLESS);
  }
}
