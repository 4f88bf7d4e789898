package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.edge.cli.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Commands of several operations: transactions and batches. */
final class BatchCommands {
  private static final int FIRST_OF_FAILURES = 400;

  private BatchCommands() {}

  static List<Spec> all() {
    return List.of(
        request(
            Spec.of("txn", "Carries out a transaction.", BatchCommands::transaction),
            "{\"compare\":[…],\"success\":[…],\"failure\":[…]}; else the standard input."),
        request(
            Spec.of("batch", "Carries out several operations.", BatchCommands::batch),
            "[{\"op\":…,\"key\":…},…]; else the standard input, also one object per line."));
  }

  private static Spec request(Spec spec, String document) {
    return spec.word("<bucket>", "The bucket.")
        .words("<json>", document, false)
        .option("--file", "<file>", "The document lies there.")
        .option("--timeout", "<millis>", "How long that may take.")
        .option("--idempotency-key", "<id>", "Carried out once, however often it is sent.");
  }

  private static Request post(Arguments arguments, String path) throws Failed {
    return Requests.with(arguments, Request.of("POST", "bucket", arguments.word(0), path));
  }

  private static void transaction(Arguments arguments, Session session) throws Failed {
    JsonNode body = Json.document(Values.document(arguments, session));
    JsonNode answer = session.ask(post(arguments, "_txn").json(body), "succeeded");
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s at revision %s"
            .formatted(
                answer.path("succeeded").asBoolean() ? "success" : "failure",
                answer.path("revision").asText()));
    answer.path("responses").forEach(response -> lines.addAll(step(response)));
    session.printer().show(answer, new Shown.Lines(lines));
  }

  private static List<String> step(JsonNode response) {
    if (response.has("response_range")) {
      return response
          .path("response_range")
          .path("kvs")
          .valueStream()
          .map(kv -> kv.path("key").asText() + " = " + Documents.cell(kv.path("value")))
          .toList();
    }
    return response.has("response_delete_range")
        ? List.of("deleted " + response.path("response_delete_range").path("deleted").asText())
        : List.of(KeyCommands.OK);
  }

  private static void batch(Arguments arguments, Session session) throws Failed {
    String text = Values.document(arguments, session);
    boolean array = text.stripLeading().startsWith("[");
    Request request = post(arguments, "_batch").header("Accept", "application/json");
    JsonNode operations = array ? Json.document(text) : Json.documents(text);
    JsonNode answer = session.askForList(request.json(operations));
    session
        .printer()
        .show(answer, Documents.table(answer, List.of("status", "key", "value", "detail")));
    Optional<JsonNode> failed = answer.valueStream().filter(BatchCommands::isFailure).findFirst();
    if (failed.isPresent()) {
      throw Failed.of(failed.get().path("status").asInt(), failed.get());
    }
  }

  /** A key that is not there is an answer. */
  private static boolean isFailure(JsonNode result) {
    return result.path("status").asInt() >= FIRST_OF_FAILURES
        && !result.path("error").asText().equals("not_found");
  }
}
