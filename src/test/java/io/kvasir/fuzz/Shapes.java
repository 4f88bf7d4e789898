package io.kvasir.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** JSON as a schema has it, or not quite. */
final class Shapes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_DEPTH = 6;
  private static final int ODD = 12;

  private final JsonNode document;
  private final Chance chance;

  Shapes(JsonNode document, Chance chance) {
    this.document = document;
    this.chance = chance;
  }

  JsonNode of(JsonNode schema) {
    return of(schema, 0);
  }

  private JsonNode of(JsonNode reference, int depth) {
    JsonNode schema = Operation.resolved(document, reference);
    if (depth > MAX_DEPTH || chance.oneIn(ODD)) {
      return anything(depth);
    }
    if (schema.has("oneOf")) {
      return of(chance.of(list(schema.get("oneOf"))), depth);
    }
    if (schema.has("enum")) {
      return chance.of(list(schema.get("enum")));
    }
    return switch (schema.path("type").asText("")) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "integer" -> NODES.numberNode(integer(schema));
      case "boolean" -> NODES.booleanNode(chance.oneIn(2));
      case "string" -> NODES.textNode(chance.text());
      default -> anything(depth);
    };
  }

  private long integer(JsonNode schema) {
    return chance.oneIn(3)
        ? chance.integer()
        : schema.path("minimum").asLong(0) + chance.below(chance.oneIn(2) ? 3 : 1_000);
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (var property : schema.path("properties").properties()) {
      boolean wanted = required.contains(property.getKey());
      if (wanted ? !chance.oneIn(ODD) : chance.oneIn(2)) {
        object.set(property.getKey(), of(property.getValue(), depth + 1));
      }
    }
    if (schema.path("additionalProperties").isObject() || chance.oneIn(ODD)) {
      object.set(chance.text(), of(schema.path("additionalProperties"), depth + 1));
    }
    return object;
  }

  private ArrayNode array(JsonNode schema, int depth) {
    ArrayNode array = NODES.arrayNode();
    for (int n = chance.below(4); n > 0; n--) {
      array.add(of(schema.path("items"), depth + 1));
    }
    return array;
  }

  private JsonNode anything(int depth) {
    return switch (chance.below(depth > MAX_DEPTH ? 5 : 7)) {
      case 0 -> NODES.textNode(chance.text());
      case 1 -> NODES.numberNode(chance.integer());
      case 2 -> NODES.numberNode(chance.integer() / 7.0);
      case 3 -> NODES.nullNode();
      case 4 -> NODES.booleanNode(chance.oneIn(2));
      case 5 -> NODES.arrayNode().add(anything(depth + 1));
      default -> NODES.objectNode().set(chance.text(), anything(depth + 1));
    };
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>();
    array.forEach(list::add);
    return list;
  }
}
