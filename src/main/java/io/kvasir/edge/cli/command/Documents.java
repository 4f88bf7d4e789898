package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Documents of a server as lines and tables. */
final class Documents {
  /** Of an answer about a key, one is there. */
  static final String[] CONTENT = {"value", "values", "members", "fields"};

  private Documents() {}

  /** What a key holds, by the shape of the answer about it. */
  static Shown content(JsonNode document) {
    if (document.has("members")) {
      return lines(document.path("members"));
    }
    if (document.has("fields")) {
      return table(document.path("fields"));
    }
    return document.has("values") ? lines(document.path("values")) : value(document);
  }

  private static Shown value(JsonNode document) {
    JsonNode value = document.path("value");
    if (document.path("encoding").asText().equals("base64")) {
      return new Shown.Value(Octets.base64(value.asText()));
    }
    return value.isTextual() ? new Shown.Value(Octets.of(value.asText())) : Shown.line(cell(value));
  }

  /** What a key holds, in a line. */
  static String brief(JsonNode document) {
    return switch (content(document)) {
      case Shown.Value(Octets bytes) -> bytes.text();
      case Shown.Lines(List<String> lines) -> String.join(",", lines);
      case Shown.Rows(List<String> _, List<List<String>> cells) ->
          String.join(",", cells.stream().map(cell -> String.join(" ", cell)).toList());
    };
  }

  static Shown lines(JsonNode array) {
    return new Shown.Lines(array.valueStream().map(Documents::cell).toList());
  }

  /** Objects as rows; their fields are the columns, in the order in which they come. */
  static Shown table(JsonNode objects) {
    Set<String> columns = new LinkedHashSet<>();
    objects.forEach(object -> object.fieldNames().forEachRemaining(columns::add));
    return table(objects, List.copyOf(columns));
  }

  static Shown.Rows table(Iterable<JsonNode> objects, List<String> columns) {
    List<List<String>> rows = new ArrayList<>();
    objects.forEach(
        object -> rows.add(columns.stream().map(column -> cell(object.path(column))).toList()));
    return new Shown.Rows(columns, rows);
  }

  /** The fields of one object, a row each. */
  static Shown fields(JsonNode object) {
    List<List<String>> rows = new ArrayList<>();
    object.properties().forEach(field -> rows.add(List.of(field.getKey(), cell(field.getValue()))));
    return new Shown.Rows(List.of("field", "value"), rows);
  }

  /** A value in a line. Lists of plain values are parted by commas. */
  static String cell(JsonNode value) {
    if (value.isArray() && value.valueStream().allMatch(JsonNode::isValueNode)) {
      return String.join(",", value.valueStream().map(JsonNode::asText).toList());
    }
    return value.isContainerNode() ? value.toString() : value.asText();
  }
}
