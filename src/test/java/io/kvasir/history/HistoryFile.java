package io.kvasir.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A history as a file: one JSON object for each operation on a line of its own, for example {@code
 * {"client":3,"invoked":17,"returned":21,"if":[["absent","k"]],"then":[["put","k","v"]],
 * "outcome":"done","succeeded":true,"revision":7}}.
 */
public final class HistoryFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private HistoryFile() {}

  public static void write(Path file, History history) throws IOException {
    Files.write(file, history.operations().stream().map(HistoryFile::format).toList());
  }

  public static History read(Path file) throws IOException {
    List<Operation> operations = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      operations.add(operation(JSON.readTree(line)));
    }
    return new History(operations);
  }

  private static String format(Operation operation) {
    ObjectNode line = NODES.objectNode();
    line.put("client", operation.client()).put("invoked", operation.invoked());
    if (operation.returned() != Operation.NEVER) {
      line.put("returned", operation.returned());
    }
    Transaction transaction = operation.transaction();
    transaction.guards().forEach(guard -> line.withArray("if").add(format(guard)));
    transaction.success().forEach(step -> line.withArray("then").add(format(step)));
    transaction.failure().forEach(step -> line.withArray("else").add(format(step)));
    format(operation.outcome(), line);
    return line.toString();
  }

  private static ArrayNode format(Guard guard) {
    return switch (guard.test()) {
      case Guard.ValueIs(String value) -> words("value", guard.key()).add(value);
      case Guard.RevisionIs(long revision) -> words("revision", guard.key()).add(revision);
      case Guard.Absent() -> words("absent", guard.key());
      case Guard.Present() -> words("present", guard.key());
    };
  }

  private static ArrayNode format(Step step) {
    return switch (step) {
      case Step.Put(String key, String value) -> words("put", key).add(value);
      case Step.Get(String key) -> words("get", key);
      case Step.Delete(String key) -> words("delete", key);
    };
  }

  private static ArrayNode words(String first, String second) {
    return NODES.arrayNode().add(first).add(second);
  }

  private static void format(Outcome outcome, ObjectNode line) {
    switch (outcome) {
      case Outcome.NotApplied() -> line.put("outcome", "not-applied");
      case Outcome.Unknown() -> line.put("outcome", "unknown");
      case Outcome.Done(Outcome.Result result) -> {
        line.put("outcome", "done").put("succeeded", result.succeeded());
        line.put("revision", result.revision());
        result.sights().forEach(sight -> line.withArray("saw").add(format(sight)));
      }
    }
  }

  private static ArrayNode format(Outcome.Sight sight) {
    ArrayNode words = NODES.arrayNode().add(sight.revision());
    sight.value().ifPresent(words::add);
    return words;
  }

  private static Operation operation(JsonNode line) {
    List<Guard> guards = new ArrayList<>();
    line.path("if").forEach(guard -> guards.add(guard(guard)));
    Transaction transaction =
        new Transaction(guards, steps(line.path("then")), steps(line.path("else")));
    return new Operation(
        line.required("client").asInt(),
        line.required("invoked").asLong(),
        line.path("returned").asLong(Operation.NEVER),
        transaction,
        outcome(line));
  }

  private static Guard guard(JsonNode words) {
    String key = words.required(1).asText();
    return switch (words.required(0).asText()) {
      case "value" -> Guard.valueIs(key, words.required(2).asText());
      case "revision" -> Guard.revisionIs(key, words.required(2).asLong());
      case "absent" -> Guard.absent(key);
      case "present" -> Guard.present(key);
      default -> throw new IllegalArgumentException("no guard: " + words);
    };
  }

  private static List<Step> steps(JsonNode list) {
    List<Step> steps = new ArrayList<>();
    list.forEach(words -> steps.add(step(words)));
    return steps;
  }

  private static Step step(JsonNode words) {
    String key = words.required(1).asText();
    return switch (words.required(0).asText()) {
      case "put" -> new Step.Put(key, words.required(2).asText());
      case "get" -> new Step.Get(key);
      case "delete" -> new Step.Delete(key);
      default -> throw new IllegalArgumentException("no step: " + words);
    };
  }

  private static Outcome outcome(JsonNode line) {
    return switch (line.required("outcome").asText()) {
      case "not-applied" -> Outcome.notApplied();
      case "unknown" -> Outcome.unknown();
      case "done" -> new Outcome.Done(result(line));
      default -> throw new IllegalArgumentException("no outcome: " + line);
    };
  }

  private static Outcome.Result result(JsonNode line) {
    List<Outcome.Sight> sights = new ArrayList<>();
    for (JsonNode words : line.path("saw")) {
      Optional<String> value =
          words.size() < 2 ? Optional.empty() : Optional.of(words.get(1).asText());
      sights.add(new Outcome.Sight(value, words.required(0).asLong()));
    }
    return new Outcome.Result(
        line.required("succeeded").asBoolean(), line.required("revision").asLong(), sights);
  }
}
