package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A register's value as a batch takes it: a text, a document, or bytes as {@code
 * {"base64","content_type"}}.
 */
final class ValueForm {
  private static final String BYTES = "base64";
  private static final String TYPE = "content_type";

  private ValueForm() {}

  /**
   * The value of a document with {@code value}, {@code encoding} and {@code content_type}, as reads
   * show it.
   */
  static JsonNode of(JsonNode content) {
    JsonNode value = content.path("value");
    if (content.path("encoding").asText().equals(BYTES)) {
      return bytes(value.asText(), content.path(TYPE).asText("application/octet-stream"));
    }
    if (content.has(TYPE)) {
      return bytes(encoded(value.asText()), content.path(TYPE).asText());
    }
    return value.has(BYTES) ? bytes(encoded(value.toString()), "application/json") : value;
  }

  private static JsonNode bytes(String encoded, String type) {
    return Json.object().put(BYTES, encoded).put(TYPE, type);
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
