package io.kvasir.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.history.Guard;
import io.kvasir.history.Step;
import io.kvasir.history.Transaction;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts transactions into HTTP: those of one key as {@code PUT}, {@code GET} and {@code DELETE} with
 * {@code If-Match} or {@code If-None-Match} for a guard, where that says the same, and the others
 * as {@code _txn}.
 */
final class BucketRequests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** A node that runs answers within its deadline and this. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final String bucket;
  private final Duration patience;

  /**
   * @param patience the deadline that nodes are given
   */
  BucketRequests(String bucket, Duration patience) {
    this.bucket = bucket;
    this.patience = patience;
  }

  /**
   * @param retryKey sent as {@code Idempotency-Key}
   */
  HttpRequest request(URI node, Transaction transaction, Optional<String> retryKey) {
    HttpRequest.Builder request =
        isPlain(transaction) ? plain(node, transaction) : txn(node, transaction);
    retryKey.ifPresent(key -> request.header("Idempotency-Key", key));
    return request.timeout(patience.plus(GRACE)).build();
  }

  /** Whether it is one step on one key with at most one precondition that a header can say. */
  static boolean isPlain(Transaction transaction) {
    return transaction.success().size() == 1
        && transaction.failure().isEmpty()
        && transaction.keys().size() == 1
        && transaction.guards().size() <= 1
        && transaction.guards().stream().allMatch(BucketRequests::isHeader)
        && (transaction.guards().isEmpty() || !transaction.isReadOnly());
  }

  private static boolean isHeader(Guard guard) {
    return guard.test() instanceof Guard.RevisionIs || guard.test() instanceof Guard.Absent;
  }

  private HttpRequest.Builder plain(URI node, Transaction transaction) {
    Step step = transaction.success().getFirst();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve(Client.path(bucket, step.key()) + timeout()));
    for (Guard guard : transaction.guards()) {
      if (guard.test() instanceof Guard.RevisionIs(long revision)) {
        request.header("If-Match", "\"" + revision + "\"");
      } else {
        request.header("If-None-Match", "*");
      }
    }
    return switch (step) {
      case Step.Get get -> request.GET();
      case Step.Delete delete -> request.DELETE();
      case Step.Put(String key, String value) ->
          request
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.ofString(NODES.objectNode().put("value", value).toString()));
    };
  }

  private String timeout() {
    return "?timeout=" + patience.toMillis();
  }

  private HttpRequest.Builder txn(URI node, Transaction transaction) {
    ObjectNode body = NODES.objectNode();
    ArrayNode compare = body.putArray("compare");
    transaction.guards().forEach(guard -> compare.add(compare(guard)));
    transaction.success().forEach(step -> body.withArray("success").add(action(step)));
    transaction.failure().forEach(step -> body.withArray("failure").add(action(step)));
    return HttpRequest.newBuilder(
            node.resolve("/bucket/" + Client.encode(bucket) + "/_txn" + timeout()))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.toString()));
  }

  private static ObjectNode compare(Guard guard) {
    ObjectNode compare = NODES.objectNode().put("key", guard.key());
    return switch (guard.test()) {
      case Guard.ValueIs(String value) ->
          compare.put("target", "VALUE").put("result", "EQUAL").put("value", value);
      case Guard.RevisionIs(long revision) ->
          compare.put("target", "MOD").put("result", "EQUAL").put("mod_revision", revision);
      case Guard.Absent() ->
          compare.put("target", "CREATE").put("result", "EQUAL").put("create_revision", 0);
      case Guard.Present() ->
          compare.put("target", "VERSION").put("result", "GREATER").put("version", 0);
    };
  }

  private static ObjectNode action(Step step) {
    ObjectNode key = NODES.objectNode().put("key", step.key());
    return switch (step) {
      case Step.Put(String name, String value) ->
          NODES.objectNode().set("request_put", key.put("value", value));
      case Step.Get get -> NODES.objectNode().set("request_range", key);
      case Step.Delete delete -> NODES.objectNode().set("request_delete_range", key);
    };
  }

  /** The parsed body of an answer; missing when it is no JSON. */
  static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException noJson) {
      return NODES.missingNode();
    }
  }
}
