package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as trees; numbers keep their digits. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static JsonNode text(String text) {
    return JsonNodeFactory.instance.textNode(text);
  }

  /** What the user wrote as a document. */
  static JsonNode document(String text) throws Failed {
    try {
      return read(text);
    } catch (JsonProcessingException e) {
      throw new Failed(ExitCode.USAGE, "Not JSON: " + e.getOriginalMessage());
    }
  }

  /** What the user wrote as documents of a line each. */
  static JsonNode documents(String lines) throws Failed {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (String line : lines.lines().filter(line -> !line.isBlank()).toList()) {
      all.add(document(line));
    }
    return all;
  }

  /** What the user wrote as a whole number. */
  static long number(String text) throws Failed {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Failed(ExitCode.USAGE, "Not a whole number: " + text);
    }
  }

  /** Reads one document; a missing one when there is none. */
  static JsonNode read(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }
}
