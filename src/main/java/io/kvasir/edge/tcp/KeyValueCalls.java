package io.kvasir.edge.tcp;

import com.google.protobuf.MessageOrBuilder;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.service.Content;
import io.kvasir.service.Failure;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.Shown;
import io.kvasir.service.Verb;
import io.kvasir.service.Written;
import io.kvasir.service.problem.Diagnoses;
import io.smallrye.mutiny.Uni;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads and writes of single keys. */
final class KeyValueCalls {
  private static final Set<Option> READ =
      EnumSet.of(Option.TIMEOUT, Option.QUORUM, Option.FRESHNESS, Option.CONTEXTS, Option.SESSION);
  private static final Set<Option> DELETE =
      EnumSet.of(
          Option.TIMEOUT,
          Option.QUORUM,
          Option.SESSION,
          Option.CONTEXT,
          Option.IDEMPOTENCY_KEY,
          Option.IF_MATCH,
          Option.IF_NONE_MATCH);
  private static final Set<Option> PUT = with(DELETE, Option.TTL);
  private static final Set<Option> COUNT =
      EnumSet.of(
          Option.TIMEOUT,
          Option.QUORUM,
          Option.SESSION,
          Option.TTL,
          Option.IDEMPOTENCY_KEY,
          Option.IF_MATCH,
          Option.IF_NONE_MATCH);
  private static final Set<Option> LASTING =
      EnumSet.of(Option.TIMEOUT, Option.QUORUM, Option.SESSION, Option.TTL);
  private static final Set<Option> SEEN =
      EnumSet.of(Option.TIMEOUT, Option.QUORUM, Option.SESSION, Option.CONTEXT);
  private static final Set<Option> LASTING_SEEN = with(SEEN, Option.TTL);

  private final KeyValueService values;

  KeyValueCalls(KeyValueService values) {
    this.values = values;
  }

  private static Set<Option> with(Set<Option> options, Option more) {
    EnumSet<Option> all = EnumSet.copyOf(options);
    all.add(more);
    return all;
  }

  Call put(Request request) {
    ClientProto.PutRequest body = request.getPut();
    Target target = target(body.getBucket(), body.getKey(), DataType.LWW_REGISTER);
    return write(
        Verb.PUT,
        target,
        checked(request, body, PUT),
        options ->
            values.put(
                target.bucket(),
                target.key(),
                Values.read(body.getValue(), body.getContentType()),
                options));
  }

  Call delete(Request request) {
    ClientProto.DeleteRequest body = request.getDelete();
    Target target = target(body.getBucket(), body.getKey(), DataType.LWW_REGISTER);
    return write(
        Verb.DELETE,
        target,
        checked(request, body, DELETE),
        options -> values.delete(target.bucket(), target.key(), options));
  }

  Call add(Request request) {
    ClientProto.SetAddRequest body = request.getSetAdd();
    Target target = target(body.getBucket(), body.getKey(), DataType.OR_SWOT);
    return write(
        Verb.SET_ADD,
        target,
        checked(request, body, LASTING),
        options ->
            values.add(
                target.bucket(),
                target.key(),
                elements(body.hasElement(), body.getElement(), body.getElementsList()),
                body.hasTtlSeconds() ? Optional.of(body.getTtlSeconds()) : Optional.empty(),
                options));
  }

  Call remove(Request request) {
    ClientProto.SetRemoveRequest body = request.getSetRemove();
    Target target = target(body.getBucket(), body.getKey(), DataType.OR_SWOT);
    return write(
        Verb.SET_REMOVE,
        target,
        checked(request, body, SEEN),
        options -> remove(target, body, options));
  }

  private Uni<Result<Written>> remove(
      Target target, ClientProto.SetRemoveRequest body, RequestOptions options) {
    TreeMap<String, String> contexts = new TreeMap<>();
    for (ClientProto.Member member : body.getContextsList()) {
      Known.require(member, "contexts");
      contexts.put(member.getElement(), member.getContext());
    }
    if (!contexts.isEmpty() && options.context().isPresent()) {
      throw new Rejected(Diagnoses.invalid("contexts", "must not come with another context"));
    }
    List<String> elements = elements(body.hasElement(), body.getElement(), body.getElementsList());
    return values.remove(target.bucket(), target.key(), elements, contexts, options);
  }

  private static List<String> elements(boolean hasOne, String one, List<String> many) {
    if (hasOne && !many.isEmpty()) {
      throw new Rejected(Diagnoses.invalid("element", "must not come with elements"));
    }
    return hasOne ? List.of(one) : many;
  }

  Call increment(Request request) {
    ClientProto.CounterIncrementRequest body = request.getCounterIncrement();
    Target target = target(body.getBucket(), body.getKey(), DataType.PN_COUNTER);
    return write(
        Verb.COUNTER_INCREMENT,
        target,
        checked(request, body, COUNT),
        options -> values.increment(target.bucket(), target.key(), body.getAmount(), options));
  }

  Call decrement(Request request) {
    ClientProto.CounterDecrementRequest body = request.getCounterDecrement();
    Target target = target(body.getBucket(), body.getKey(), DataType.PN_COUNTER);
    return write(
        Verb.COUNTER_DECREMENT,
        target,
        checked(request, body, COUNT),
        options -> values.decrement(target.bucket(), target.key(), body.getAmount(), options));
  }

  Call enable(Request request) {
    ClientProto.FlagEnableRequest body = request.getFlagEnable();
    Target target = new Target(body.getBucket(), body.getKey());
    return write(
        Verb.FLAG_ENABLE,
        target,
        checked(request, body, LASTING),
        options -> values.enable(target.bucket(), target.key(), options));
  }

  Call disable(Request request) {
    ClientProto.FlagDisableRequest body = request.getFlagDisable();
    Target target = new Target(body.getBucket(), body.getKey());
    return write(
        Verb.FLAG_DISABLE,
        target,
        checked(request, body, LASTING_SEEN),
        options -> values.disable(target.bucket(), target.key(), options));
  }

  Call get(Request request) {
    ClientProto.GetRequest body = request.getGet();
    Target target = target(body.getBucket(), body.getKey(), DataType.LWW_REGISTER);
    return read("get", target, checked(request, body, READ), type -> true);
  }

  Call members(Request request) {
    ClientProto.SetMembersRequest body = request.getSetMembers();
    Target target = target(body.getBucket(), body.getKey(), DataType.OR_SWOT);
    return read(
        "set_members",
        target,
        checked(request, body, READ),
        type -> type == DataType.OR_SWOT || type == DataType.G_SET);
  }

  Call count(Request request) {
    ClientProto.CounterValueRequest body = request.getCounterValue();
    Target target = target(body.getBucket(), body.getKey(), DataType.PN_COUNTER);
    return read(
        "counter_value", target, checked(request, body, READ), type -> type == DataType.PN_COUNTER);
  }

  /** The key that a request is about. */
  private record Target(String bucket, String key) {}

  /** Who names no bucket means the default one of the type. */
  private static Target target(String bucket, String key, DataType type) {
    return new Target(bucket.isEmpty() ? defaultBucket(type) : bucket, key);
  }

  static String defaultBucket(DataType type) {
    return BucketCatalogue.defaultBucket(type).orElseThrow().value();
  }

  /** What a request chooses, once its message was checked. */
  private interface Checked {
    /** Throws {@link Rejected}. */
    RequestOptions options();
  }

  private static Checked checked(Request request, MessageOrBuilder body, Set<Option> taken) {
    return () -> {
      Known.require(body, "body");
      return Option.read(request, taken);
    };
  }

  private static Call write(
      Verb verb,
      Target target,
      Checked checked,
      Function<RequestOptions, Uni<Result<Written>>> work) {
    return new Call(
        verb.label(),
        new Scope.OfKey(target.bucket(), target.key(), true),
        false,
        () -> work.apply(checked.options()).map(Receipts::of));
  }

  /**
   * @param suits of what type the values may be
   */
  private Call read(String operation, Target target, Checked checked, Predicate<DataType> suits) {
    return new Call(
        Verb.GET.label(),
        new Scope.OfKey(target.bucket(), target.key(), false),
        true,
        () ->
            values
                .show(target.bucket(), target.key(), checked.options())
                .map(result -> found(result, operation, target.key(), suits)));
  }

  private static Answer found(
      Result<Shown> result, String operation, String key, Predicate<DataType> suits) {
    return switch (result) {
      case Result.Failed<Shown>(Failure failure) -> Answer.refusal(failure);
      case Result.Ok<Shown>(Shown(Content content, Optional<String> session)) ->
          suits.test(content.type())
              ? Answer.of(Contents.of(content, session, key), content.type())
              : Answer.refusal(new Failure.TypeMismatch(content.type(), operation));
    };
  }
}
