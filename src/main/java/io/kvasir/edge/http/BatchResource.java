package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.keyspace.Action;
import io.kvasir.service.BatchItem;
import io.kvasir.service.BatchService;
import io.kvasir.service.Batched;
import io.kvasir.service.Content;
import io.kvasir.service.Failure;
import io.kvasir.service.Result;
import io.kvasir.service.Written;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Many operations in one request, as a JSON array or one per line; answered in the same form. */
final class BatchResource {
  private static final Map<String, Function<Fields, BatchItem>> OPERATIONS =
      Map.of(
          "put", BatchResource::put,
          "increment", BatchResource::increment,
          "delete", BatchResource::delete,
          "get", fields -> new BatchItem(new Action.Get(fields.only("op", "key").key("key"))));

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
    List<BatchItem> items = items(lines ? Json.readLines(body) : Json.readArray(body));
    List<Action> actions = items.stream().map(BatchItem::action).toList();
    return batches
        .run(call.segment("bucket"), items, call.options())
        .map(result -> answer(actions, lines, result));
  }

  private static List<BatchItem> items(ArrayNode operations) {
    List<BatchItem> items = new ArrayList<>();
    for (Fields fields : Fields.objects("", operations)) {
      items.add(fields.oneOf("op", OPERATIONS).apply(fields));
    }
    return items;
  }

  private static BatchItem put(Fields fields) {
    fields.only("op", "key", "value", "context", "ttl");
    return new BatchItem(
        new Action.Put(fields.key("key"), fields.value("value")),
        fields.text("context"),
        fields.integer("ttl"));
  }

  private static BatchItem increment(Fields fields) {
    fields.only("op", "key", "amount", "ttl");
    Action increment =
        new Action.Increment(fields.key("key"), TransactionReader.amount(fields), Optional.empty());
    return new BatchItem(increment, Optional.empty(), fields.integer("ttl"));
  }

  private static BatchItem delete(Fields fields) {
    fields.only("op", "key", "context");
    Action delete = new Action.Delete(fields.key("key"));
    return new BatchItem(delete, fields.text("context"), Optional.empty());
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
      case Batched.Put(var result) -> of(result, key, written -> done("ok", written, key));
      case Batched.Deleted(var result) -> of(result, key, written -> done("deleted", written, key));
      case Batched.Got(var result) ->
          of(result, key, content -> seen(content, BatchedContent.of(content, key)));
    };
  }

  private static ObjectNode done(String done, Written written, String key) {
    ObjectNode receipt = Receipts.of(written, done, key);
    written.context().ifPresent(context -> receipt.put("context", context));
    return Json.object().put("status", 200).setAll(receipt);
  }

  /** Also with what the client has seen now. */
  private static ObjectNode seen(Content content, ObjectNode found) {
    content.context().ifPresent(context -> found.put("context", context));
    return found;
  }

  private static <T> ObjectNode of(Result<T> result, String key, Function<T, ObjectNode> document) {
    return switch (result) {
      case Result.Ok<T>(T value) -> document.apply(value);
      case Result.Failed<T>(Failure failure) -> Problems.of(failure).with("key", key).document();
    };
  }
}
