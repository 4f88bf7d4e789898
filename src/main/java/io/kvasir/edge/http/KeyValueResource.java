package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.service.Content;
import io.kvasir.service.Failure;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.Shown;
import io.kvasir.service.Verb;
import io.kvasir.service.Written;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads and writes of keys: in any bucket, and by the short paths of the default ones. */
final class KeyValueResource {
  private static final String KEY = "key";
  private static final String ELEMENT = "element";
  private static final String ELEMENTS = "elements";
  private static final String CONTEXT = "Kvasir-Context";

  private final KeyValueService values;
  private final Provenance provenance;

  KeyValueResource(KeyValueService values, Provenance provenance) {
    this.values = values;
    this.provenance = provenance;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    In any = call -> call.segment("bucket");
    routes.addAll(anyRegister("/bucket/{bucket}/{key}", any));
    routes.addAll(set("/bucket/{bucket}/{key}", any));
    counter("/bucket/{bucket}/{key}", any).stream()
        .map(route -> route.heeding("If-Match", "If-None-Match", "Idempotency-Key"))
        .forEach(routes::add);
    routes.addAll(flag("/bucket/{bucket}/{key}", any));
    routes.add(map("/bucket/{bucket}/{key}", any));
    In registers = in(DataType.LWW_REGISTER);
    routes.addAll(common("/kv/{key}", registers));
    routes.add(put("/kv/{key}", registers));
    In sets = in(DataType.OR_SWOT);
    routes.addAll(common("/set/{key}", sets));
    routes.addAll(set("/set/{key}", sets));
    In counters = in(DataType.PN_COUNTER);
    routes.addAll(common("/counter/{key}", counters));
    routes.addAll(counter("/counter/{key}", counters));
    return routes;
  }

  /** Which bucket a call is about. */
  private interface In extends Function<Call, String> {}

  private static In in(DataType type) {
    String bucket = BucketCatalogue.defaultBucket(type).orElseThrow().value();
    return call -> bucket;
  }

  private List<Route> common(String path, In in) {
    return List.of(
        Route.get(path, Verb.GET.label(), call -> get(in, call))
            .taking("r", "timeout", "contexts", "consistency", "at"),
        Route.of("DELETE", path, Verb.DELETE.label(), Route.Body.NONE, call -> delete(in, call))
            .taking("w", "timeout", "consistency", "at")
            .heeding(CONTEXT));
  }

  /** The calls that registers of linearizable buckets know more of. */
  private List<Route> anyRegister(String path, In in) {
    return List.of(
        Route.get(path, Verb.GET.label(), call -> get(in, call))
            .taking("r", "timeout", "contexts", "consistency", "at")
            .heeding("If-Match", "If-None-Match"),
        Route.of("DELETE", path, Verb.DELETE.label(), Route.Body.NONE, call -> delete(in, call))
            .taking("w", "timeout", "consistency", "at")
            .heeding("If-Match", "If-None-Match", "Idempotency-Key", CONTEXT),
        put(path, in).heeding("If-Match", "If-None-Match", "Idempotency-Key", CONTEXT));
  }

  private Route put(String path, In in) {
    return Route.of("PUT", path, Verb.PUT.label(), Route.Body.VALUE, call -> put(in, call))
        .taking("w", "timeout", "ttl", "consistency", "at");
  }

  private List<Route> set(String path, In in) {
    return List.of(
        post(path + "/add", Verb.SET_ADD, call -> add(in, call))
            .taking("w", "timeout", "ttl", "consistency", "at"),
        post(path + "/remove", Verb.SET_REMOVE, call -> remove(in, call)).heeding(CONTEXT));
  }

  private List<Route> flag(String path, In in) {
    return List.of(
        post(path + "/enable", Verb.FLAG_ENABLE, call -> enable(in, call))
            .with(Route.Trait.MAYBE_BARE),
        post(path + "/disable", Verb.FLAG_DISABLE, call -> disable(in, call))
            .with(Route.Trait.MAYBE_BARE)
            .heeding(CONTEXT));
  }

  private Route map(String path, In in) {
    return post(path + "/update", Verb.MAP_UPDATE, call -> update(in, call))
        .taking("w", "timeout", "ttl", "consistency", "at");
  }

  private List<Route> counter(String path, In in) {
    return List.of(
        post(path + "/increment", Verb.COUNTER_INCREMENT, call -> increment(in, call))
            .with(Route.Trait.MAYBE_BARE)
            .taking("w", "timeout", "ttl", "consistency", "at"),
        post(path + "/decrement", Verb.COUNTER_DECREMENT, call -> decrement(in, call))
            .with(Route.Trait.MAYBE_BARE)
            .taking("w", "timeout", "ttl", "consistency", "at"));
  }

  private static Route post(String path, Verb verb, Route.Endpoint endpoint) {
    return Route.of("POST", path, verb.label(), Route.Body.JSON, endpoint)
        .taking("w", "timeout", "consistency", "at");
  }

  private Uni<Answer> get(In in, Call call) {
    String key = call.segment(KEY);
    return values
        .show(in.apply(call), key, call.options("r"))
        .map(result -> read(result, key, call));
  }

  private Answer read(Result<Shown> result, String key, Call call) {
    return switch (result) {
      case Result.Ok<Shown>(Shown(Content content, Optional<String> session)) ->
          Provenance.in(session, read(content, key, call));
      case Result.Failed<Shown>(Failure failure) -> provenance.refusal(failure);
    };
  }

  private Answer read(Content content, String key, Call call) {
    return limited(
        content,
        Provenance.seen(
            content.context(),
            provenance.of(content.position(), Conditional.answer(content, key, call))));
  }

  /** Says how many seconds it will stay, the last one begun included. */
  private static Answer limited(Content content, Answer answer) {
    return content
        .lifeMillis()
        .map(millis -> answer.with("Kvasir-TTL", Long.toString((millis + 999) / 1_000)))
        .orElse(answer);
  }

  private Uni<Answer> put(In in, Call call) {
    String key = call.segment(KEY);
    return put(in.apply(call), key, call).map(result -> stamped(result, "ok", key));
  }

  private Uni<Result<Written>> put(String bucket, String key, Call call) {
    if (!MediaTypes.isJson(call.contentType())) {
      Value value = new Value(call.contentType(), Bytes.copyOf(call.body().getBytes()));
      return values.put(bucket, key, value, options(call));
    }
    Fields fields = call.fields().only("value", "context");
    return values.put(bucket, key, fields.document("value"), options(call, fields));
  }

  private Uni<Answer> enable(In in, Call call) {
    return acknowledged(
        call, values.enable(in.apply(call), call.segment(KEY), options(call, settings(call))));
  }

  private Uni<Answer> disable(In in, Call call) {
    return acknowledged(
        call, values.disable(in.apply(call), call.segment(KEY), options(call, settings(call))));
  }

  /** A body that may be missing. */
  private static Fields settings(Call call) {
    return call.body().length() == 0 ? Fields.of(Json.object()) : call.fields().only("context");
  }

  private Uni<Answer> delete(In in, Call call) {
    String key = call.segment(KEY);
    return values
        .delete(in.apply(call), key, call.options("w"))
        .map(result -> stamped(result, "deleted", key));
  }

  private Uni<Answer> add(In in, Call call) {
    Fields fields = call.fields().only(ELEMENT, ELEMENTS, "ttl");
    Optional<Long> ttl = fields.integer("ttl");
    return acknowledged(
        call, values.add(in.apply(call), call.segment(KEY), elements(fields), ttl, options(call)));
  }

  private Uni<Answer> remove(In in, Call call) {
    Fields fields = call.fields().only(ELEMENT, ELEMENTS, "context", "contexts");
    if (fields.has("contexts") && (fields.has("context") || call.hasContext())) {
      throw new Rejected(Problems.invalid("contexts", "must not come with another context"));
    }
    return acknowledged(
        call,
        values.remove(
            in.apply(call),
            call.segment(KEY),
            elements(fields),
            fields.textsByName("contexts"),
            options(call, fields)));
  }

  private Uni<Answer> update(In in, Call call) {
    Fields fields = call.fields();
    return acknowledged(
        call,
        values.update(
            in.apply(call),
            call.segment(KEY),
            MapJson.change(fields),
            options(call).withContext(fields.text("context"))));
  }

  private Uni<Answer> increment(In in, Call call) {
    return counted(
        call, values.increment(in.apply(call), call.segment(KEY), amount(call), options(call)));
  }

  private Uni<Answer> decrement(In in, Call call) {
    return counted(
        call, values.decrement(in.apply(call), call.segment(KEY), amount(call), options(call)));
  }

  /** An integer in a linearizable bucket is a register: what it is now, and where that stands. */
  private Uni<Answer> counted(Call call, Uni<Result<Written>> written) {
    return written.map(
        result ->
            result instanceof Result.Ok<Written>(Written done) && done.sum().isEmpty()
                ? Provenance.in(done.session(), Answer.ok(receipt(call), done.type()))
                : stamped(result, "ok", call.segment(KEY)));
  }

  private static RequestOptions options(Call call) {
    return call.options("w");
  }

  /** Also with the context that the body may have instead of the header. */
  private static RequestOptions options(Call call, Fields fields) {
    RequestOptions options = options(call);
    if (!fields.has("context")) {
      return options;
    }
    if (call.hasContext()) {
      throw new Rejected(Problems.invalid("context", "must not come with " + CONTEXT));
    }
    return options.withContext(fields.text("context"));
  }

  static List<String> elements(Fields fields) {
    if (fields.has(ELEMENT) && fields.has(ELEMENTS)) {
      throw new Rejected(Problems.invalid(ELEMENT, "must not come with elements"));
    }
    return fields.has(ELEMENTS) ? fields.texts(ELEMENTS) : List.of(fields.requiredText(ELEMENT));
  }

  private static long amount(Call call) {
    return call.body().length() == 0
        ? 1
        : call.fields().only("amount").integer("amount").orElse(1L);
  }

  private Answer stamped(Result<Written> result, String done, String key) {
    return switch (result) {
      case Result.Ok<Written>(Written written) -> stamped(written, done, key);
      case Result.Failed<Written>(Failure failure) -> provenance.refusal(failure);
    };
  }

  private Answer stamped(Written written, String done, String key) {
    Answer answer = Answer.ok(Receipts.of(written, done, key), written.type());
    return provenance.of(written, answer);
  }

  private static Uni<Answer> acknowledged(Call call, Uni<Result<Written>> written) {
    return written.map(
        result ->
            switch (result) {
              case Result.Ok<Written>(Written done) ->
                  Provenance.in(
                      done.session(),
                      Provenance.seen(done.context(), Answer.ok(receipt(call), done.type())));
              case Result.Failed<Written> failed -> Answer.refusal(Problems.of(failed.failure()));
            });
  }

  private static ObjectNode receipt(Call call) {
    return Json.object().put("ok", true).put(KEY, call.segment(KEY));
  }
}
