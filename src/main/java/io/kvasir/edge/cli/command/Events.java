package io.kvasir.edge.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;

/** Server-sent events (WHATWG HTML, section 9.2.6), one after the other. */
final class Events {
  /**
   * One event.
   *
   * @param id where to go on behind it; empty when it says nothing
   * @param data empty when it only says where to go on
   */
  record Event(String id, String name, String data) {}

  private final BufferedReader in;

  Events(InputStream in) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** The next one; nothing when the stream ends. What is begun then is no event. */
  Optional<Event> next() throws IOException {
    String id = "";
    String name = "message";
    StringJoiner data = new StringJoiner("\n");
    boolean any = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.isEmpty() && any) {
        return Optional.of(new Event(id, name, data.toString()));
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = value(line, colon);
      any |= !field.isEmpty();
      switch (field) {
        case "id" -> id = value;
        case "event" -> name = value;
        case "data" -> data.add(value);
        default -> {} // Comments, retry, and what is not known.
      }
    }
    return Optional.empty();
  }

  private static String value(String line, int colon) {
    if (colon < 0) {
      return "";
    }
    boolean blank = colon + 1 < line.length() && line.charAt(colon + 1) == ' ';
    return line.substring(colon + (blank ? 2 : 1));
  }
}
