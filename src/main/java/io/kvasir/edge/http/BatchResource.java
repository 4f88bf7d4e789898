package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.keyspace.Action;
import io.kvasir.service.BatchService;
import io.kvasir.service.Batched;
import io.kvasir.service.Failure;
import io.kvasir.service.Result;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Many operations in one request, as a JSON array or one per line; answered in the same form. */
final class BatchResource {
  private static final Map<String, Function<Fields, Action>> OPERATIONS =
      Map.of(
          "put", BatchResource::put,
          "delete", fields -> new Action.Delete(fields.only("op", "key").key("key")),
          "get", fields -> new Action.Get(fields.only("op", "key").key("key")));

  private final BatchService batches;
  private final Provenance provenance;

  BatchResource(BatchService batches, Provenance provenance) {
    this.batches = batches;
    this.provenance = provenance;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST", "/bucket/{bucket}/_batch", "batch", Route.Body.LINES, this::run)
            .taking("timeout")
            .heeding("Idempotency-Key"));
  }

  private Uni<Answer> run(Call call) {
    boolean lines = MediaTypes.isLines(call.contentType());
    byte[] body = call.body().getBytes();
    List<Action> actions = actions(lines ? Json.readLines(body) : Json.readArray(body));
    return batches
        .run(call.segment("bucket"), actions, call.options())
        .map(result -> answer(actions, lines, result));
  }

  private static List<Action> actions(ArrayNode operations) {
    List<Action> actions = new ArrayList<>();
    for (Fields fields : Fields.objects("", operations)) {
      actions.add(fields.oneOf("op", OPERATIONS).apply(fields));
    }
    return actions;
  }

  private static Action put(Fields fields) {
    fields.only("op", "key", "value");
    return new Action.Put(fields.key("key"), fields.value("value"));
  }

  private Answer answer(List<Action> actions, boolean lines, Result<Batched> result) {
    return switch (result) {
      case Result.Failed<Batched>(Failure failure) -> provenance.refusal(failure);
      case Result.Ok<Batched>(Batched batched) ->
          provenance.of(
              batched.position(),
              Provenance.repeated(batched.repeated(), answer(actions, lines, batched)));
    };
  }

  private static Answer answer(List<Action> actions, boolean lines, Batched batched) {
    List<JsonNode> results = new ArrayList<>();
    for (int at = 0; at < actions.size(); at++) {
      results.add(result(actions.get(at).key().value(), batched.steps().get(at)));
    }
    return lines
        ? new Answer.Lines(results, Optional.of(batched.type()))
        : Answer.ok(array(results), batched.type());
  }

  private static ArrayNode array(List<JsonNode> items) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    return array.addAll(items);
  }

  private static ObjectNode result(String key, Batched.Step step) {
    return switch (step) {
      case Batched.Put(var result) ->
          of(result, key, written -> done(Receipts.of(written, "ok", key)));
      case Batched.Deleted(var result) ->
          of(result, key, written -> done(Receipts.of(written, "deleted", key)));
      case Batched.Got(var result) -> of(result, key, content -> BatchedContent.of(content, key));
    };
  }

  private static ObjectNode done(ObjectNode receipt) {
    return Json.object().put("status", 200).setAll(receipt);
  }

  private static <T> ObjectNode of(Result<T> result, String key, Function<T, ObjectNode> document) {
    return switch (result) {
      case Result.Ok<T>(T value) -> document.apply(value);
      case Result.Failed<T>(Failure failure) -> Problems.of(failure).with("key", key).document();
    };
  }
}
