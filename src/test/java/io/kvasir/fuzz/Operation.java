package io.kvasir.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One operation of the HTTP interface as its description (OpenAPI 3.1) has it.
 *
 * @param queries the schemas of its query parameters, by name
 * @param headers the schemas of its header parameters, by name
 * @param body the schema of its JSON body, if it has one
 * @param statuses those that it says it answers with
 */
record Operation(
    String method,
    String path,
    TreeMap<String, JsonNode> queries,
    TreeMap<String, JsonNode> headers,
    Optional<JsonNode> body,
    Set<String> statuses) {

  /** All that a document describes. */
  static List<Operation> of(JsonNode document) {
    List<Operation> operations = new ArrayList<>();
    for (var path : document.get("paths").properties()) {
      for (var item : path.getValue().properties()) {
        if (!item.getKey().equals("parameters")) {
          operations.add(of(document, path.getKey(), item.getKey(), item.getValue()));
        }
      }
    }
    return operations;
  }

  private static Operation of(JsonNode document, String path, String method, JsonNode item) {
    TreeMap<String, JsonNode> queries = new TreeMap<>();
    TreeMap<String, JsonNode> headers = new TreeMap<>();
    for (JsonNode reference : item.path("parameters")) {
      JsonNode parameter = resolved(document, reference);
      (parameter.get("in").asText().equals("query") ? queries : headers)
          .put(parameter.get("name").asText(), parameter.path("schema"));
    }
    JsonNode body =
        resolved(document, item.path("requestBody")).at("/content/application~1json/schema");
    TreeSet<String> statuses = new TreeSet<>();
    item.path("responses").fieldNames().forEachRemaining(statuses::add);
    return new Operation(
        method.toUpperCase(Locale.ROOT),
        path,
        queries,
        headers,
        Optional.of(body).filter(schema -> !schema.isMissingNode()),
        statuses);
  }

  /** What a node stands for, itself or by reference. */
  static JsonNode resolved(JsonNode document, JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }
}
