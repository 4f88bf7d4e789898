package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Command;
import io.kvasir.core.keyspace.Compare;
import io.kvasir.core.keyspace.Compare.Relation;
import io.kvasir.core.keyspace.End;
import io.kvasir.core.keyspace.Lapse;
import io.kvasir.core.keyspace.Proposal;
import io.kvasir.core.keyspace.TimeToLive;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.edge.wire.proto.KeyspaceProto;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is proposed: transactions, mostly. */
final class TransactionCodec {
  private static final KeyspaceProto.Empty EMPTY = KeyspaceProto.Empty.getDefaultInstance();

  private TransactionCodec() {}

  static KeyspaceProto.Command.Builder encode(Command command) {
    KeyspaceProto.Command.Builder target =
        KeyspaceProto.Command.newBuilder().setWallMillis(command.wallMillis());
    switch (command) {
      case Proposal proposal -> add(proposal, target);
      case Lapse(long wallMillis, SortedSet<End> ends) ->
          ends.forEach(
              end -> target.addEndsBuilder().setMillis(end.millis()).setKey(end.key().value()));
    }
    return target;
  }

  private static void add(Proposal proposal, KeyspaceProto.Command.Builder target) {
    Transaction transaction = proposal.transaction();
    proposal.retryKey().ifPresent(target::setRetryKey);
    transaction.compares().forEach(compare -> target.addCompares(encode(compare)));
    transaction.success().forEach(action -> target.addSuccess(encode(action)));
    transaction.failure().forEach(action -> target.addFailure(encode(action)));
  }

  static Command decode(KeyspaceProto.Command source) {
    return source.getEndsCount() > 0 ? lapse(source) : proposal(source);
  }

  private static Lapse lapse(KeyspaceProto.Command source) {
    TreeSet<End> ends = new TreeSet<>();
    for (KeyspaceProto.End end : source.getEndsList()) {
      ends.add(new End(atLeast(0, end.getMillis()), new Key(end.getKey())));
    }
    return new Lapse(atLeast(0, source.getWallMillis()), ends);
  }

  private static Proposal proposal(KeyspaceProto.Command source) {
    Optional<String> retryKey =
        source.hasRetryKey() ? Optional.of(source.getRetryKey()) : Optional.empty();
    Transaction transaction =
        new Transaction(
            source.getComparesList().stream().map(TransactionCodec::decode).toList(),
            actions(source.getSuccessList()),
            actions(source.getFailureList()));
    return new Proposal(retryKey, atLeast(0, source.getWallMillis()), transaction);
  }

  private static KeyspaceProto.Compare encode(Compare compare) {
    KeyspaceProto.Compare.Builder target =
        KeyspaceProto.Compare.newBuilder()
            .setKey(compare.key().value())
            .setRelation(encode(compare.relation()));
    switch (compare) {
      case Compare.OfValue(Key key, Relation relation, Value operand) ->
          target.setValue(encode(operand));
      case Compare.OfVersion(Key key, Relation relation, long operand) ->
          target.setVersion(operand);
      case Compare.OfCreated(Key key, Relation relation, long operand) ->
          target.setCreated(operand);
      case Compare.OfModified(Key key, Relation relation, long operand) ->
          target.setModified(operand);
    }
    return target.build();
  }

  private static Compare decode(KeyspaceProto.Compare source) {
    Key key = new Key(source.getKey());
    Relation relation = decode(source.getRelation());
    return switch (source.getOperandCase()) {
      case VALUE -> new Compare.OfValue(key, relation, decode(source.getValue()));
      case VERSION -> new Compare.OfVersion(key, relation, source.getVersion());
      case CREATED -> new Compare.OfCreated(key, relation, source.getCreated());
      case MODIFIED -> new Compare.OfModified(key, relation, source.getModified());
      case OPERAND_NOT_SET -> throw new IllegalArgumentException("unknown operand");
    };
  }

  private static KeyspaceProto.Relation encode(Relation relation) {
    return switch (relation) {
      case EQUAL -> KeyspaceProto.Relation.RELATION_EQUAL;
      case NOT_EQUAL -> KeyspaceProto.Relation.RELATION_NOT_EQUAL;
      case GREATER -> KeyspaceProto.Relation.RELATION_GREATER;
      case LESS -> KeyspaceProto.Relation.RELATION_LESS;
    };
  }

  private static Relation decode(KeyspaceProto.Relation source) {
    return switch (source) {
      case RELATION_EQUAL -> Relation.EQUAL;
      case RELATION_NOT_EQUAL -> Relation.NOT_EQUAL;
      case RELATION_GREATER -> Relation.GREATER;
      case RELATION_LESS -> Relation.LESS;
      case RELATION_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("unknown relation");
    };
  }

  private static KeyspaceProto.Action encode(Action action) {
    KeyspaceProto.Action.Builder target =
        KeyspaceProto.Action.newBuilder().setKey(action.key().value());
    switch (action) {
      case Action.Put(Key key, Value value, Optional<TimeToLive> ttl) -> {
        target.setPut(encode(value));
        add(ttl, target);
      }
      case Action.Increment(Key key, long amount, Optional<TimeToLive> ttl) -> {
        target.setIncrement(amount);
        add(ttl, target);
      }
      case Action.Delete(Key key) -> target.setDelete(EMPTY);
      case Action.Get(Key key) -> target.setGet(EMPTY);
    }
    return target.build();
  }

  private static void add(Optional<TimeToLive> ttl, KeyspaceProto.Action.Builder target) {
    ttl.ifPresent(time -> target.getTtlBuilder().setMillis(time.millis()).setAsked(time.isAsked()));
  }

  private static List<Action> actions(List<KeyspaceProto.Action> source) {
    return source.stream().map(TransactionCodec::decode).toList();
  }

  private static Action decode(KeyspaceProto.Action source) {
    Key key = new Key(source.getKey());
    return switch (source.getActionCase()) {
      case PUT -> new Action.Put(key, decode(source.getPut()), ttl(source));
      case INCREMENT -> new Action.Increment(key, source.getIncrement(), ttl(source));
      case DELETE -> new Action.Delete(key);
      case GET -> new Action.Get(key);
      case ACTION_NOT_SET -> throw new IllegalArgumentException("unknown action");
    };
  }

  private static Optional<TimeToLive> ttl(KeyspaceProto.Action source) {
    return source.hasTtl()
        ? Optional.of(new TimeToLive(source.getTtl().getMillis(), source.getTtl().getAsked()))
        : Optional.empty();
  }

  static KeyspaceProto.Value encode(Value value) {
    KeyspaceProto.Value.Builder target =
        KeyspaceProto.Value.newBuilder().setPayload(ValueCodec.view(value.payload()));
    if (!value.isText()) {
      target.setMediaType(value.mediaType());
    }
    return target.build();
  }

  static Value decode(KeyspaceProto.Value source) {
    return new Value(
        source.hasMediaType() ? source.getMediaType() : Value.TEXT,
        ValueCodec.copy(source.getPayload()));
  }
}
