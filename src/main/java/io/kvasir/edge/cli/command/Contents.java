package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;

/** What stands under a key, or in a field of a map, as each type has it. */
final class Contents {
  private Contents() {}

  /**
   * Refuses what is not of the type's shape, so that nothing is taken for empty.
   *
   * @param line its number
   */
  static void check(long line, String type, JsonNode content) throws Failed {
    switch (type) {
      case "lww" -> value(line, content);
      case "mv_register" -> register(line, content);
      case "flag" ->
          require(
              line, content.path("value").isBoolean(), "the \"value\" of a flag is true or false");
      case "pn_counter" ->
          require(line, content.path("value").isIntegralNumber(), "a counter is a whole number");
      case "orswot", "gset" -> members(line, content.path("members"));
      case "map" -> fields(line, content.path("fields"));
      default -> throw Entry.bad(line, "no such type: " + type);
    }
  }

  private static void value(long line, JsonNode content) throws Failed {
    require(line, content.has("value"), "a register has a \"value\"");
    boolean encoded = content.path("encoding").asText().equals("base64");
    require(
        line,
        !encoded || isBase64(content.path("value")),
        "the \"value\" is not base64, as its \"encoding\" says");
  }

  private static boolean isBase64(JsonNode value) {
    try {
      byte[] _ = Base64.getDecoder().decode(value.asText());
      return value.isTextual();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void register(long line, JsonNode content) throws Failed {
    JsonNode values = content.path("values");
    boolean isFull = values.isArray() && !values.isEmpty();
    require(
        line,
        isFull || (values.isMissingNode() && content.has("value")),
        "a register has a \"value\", or \"values\" in an array");
    if (!isFull) {
      value(line, content);
    }
  }

  private static void members(long line, JsonNode members) throws Failed {
    require(line, members.isArray(), "the \"members\" of a set are an array");
    for (JsonNode member : members) {
      require(line, member.isTextual(), "a member of a set is text");
    }
  }

  private static void fields(long line, JsonNode fields) throws Failed {
    require(line, fields.isArray(), "the \"fields\" of a map are an array");
    for (JsonNode field : fields) {
      require(line, field.path("field").isTextual(), "a field of a map has the text \"field\"");
      field(line, field.path("type").asText(), field);
    }
  }

  /** No client can write siblings into a field that is not there yet. */
  private static void field(long line, String type, JsonNode field) throws Failed {
    if (type.equals("mv_register")) {
      int count = field.path("values").size();
      require(
          line,
          field.path("values").isArray() && count == 1,
          "the field '%s' of a map has %d concurrent values, which cannot be written: keep one"
              .formatted(field.path("field").asText(), count));
    } else {
      check(line, type, field);
    }
  }

  private static void require(long line, boolean holds, String what) throws Failed {
    if (!holds) {
      throw Entry.bad(line, what);
    }
  }
}
