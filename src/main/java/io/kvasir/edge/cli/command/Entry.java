package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * One key in an export: a line of JSON with {@code bucket}, {@code key}, {@code type}, what stands
 * under the key as a scan shows it, and {@code ends}, when that ends, in milliseconds since 1970.
 *
 * @param line its number in the file, from 1
 * @param ends empty for never
 */
record Entry(
    long line, String bucket, String key, String type, ObjectNode content, OptionalLong ends) {
  static final String BUCKET = "bucket";
  static final String KEY = "key";
  static final String TYPE = "type";
  static final String ENDS = "ends";

  /** What a scan says that is of the place a key was read at. */
  private static final List<String> OF_PLACE = List.of("mod_revision", "ttl_millis");

  /** The members of a document that are what stands under a key. */
  private static final List<String> CONTENT =
      List.of("value", "encoding", "content_type", "members", "values", "fields");

  private static final long MILLIS = 1_000;

  /** Makes a line of an item of a scan. */
  static ObjectNode line(String bucket, String type, JsonNode item, long nowMillis) {
    ObjectNode line = Json.object().put(BUCKET, bucket);
    line.set(KEY, item.path(KEY));
    line.put(TYPE, type);
    line.setAll((ObjectNode) item);
    line.remove(OF_PLACE);
    if (item.has("ttl_millis")) {
      line.put(ENDS, nowMillis + item.path("ttl_millis").asLong());
    }
    return line;
  }

  /** Reads a line. */
  static Entry of(long number, JsonNode line) throws Failed {
    for (String field : List.of(BUCKET, KEY, TYPE)) {
      if (!line.path(field).isTextual()) {
        throw bad(number, "there is no text \"" + field + "\"");
      }
    }
    JsonNode ends = line.path(ENDS);
    if (!ends.isMissingNode() && !ends.canConvertToExactIntegral()) {
      throw bad(number, "\"" + ENDS + "\" is no number of milliseconds since 1970");
    }
    ObjectNode content = content(line);
    if (content.isEmpty()) {
      throw bad(number, "there is nothing to write: no value, values, members or fields");
    }
    Contents.check(number, line.path(TYPE).asText(), content);
    return new Entry(
        number,
        line.path(BUCKET).asText(),
        line.path(KEY).asText(),
        line.path(TYPE).asText(),
        content,
        ends.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(ends.asLong()));
  }

  /** What stands under a key, and nothing else. */
  static ObjectNode content(JsonNode document) {
    ObjectNode content = Json.object();
    for (String field : CONTENT) {
      if (document.has(field)) {
        content.set(field, document.get(field));
      }
    }
    return content;
  }

  /** What messages say before what is wrong with it. */
  String place() {
    return place(line);
  }

  private static String place(long number) {
    return "line " + number + ": ";
  }

  static Failed bad(long number, String why) {
    return new Failed(ExitCode.REFUSED, why).at(place(number));
  }

  boolean hasEnded(long nowMillis) {
    return ends.isPresent() && ends.getAsLong() <= nowMillis;
  }

  /** How long it has left, in whole seconds, at least 1. */
  OptionalLong ttlSeconds(long nowMillis) {
    return ends.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(1, (ends.getAsLong() - nowMillis + MILLIS - 1) / MILLIS));
  }

  static long nowMillis() {
    return Instant.now().toEpochMilli();
  }
}
