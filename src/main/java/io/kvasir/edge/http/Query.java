package io.kvasir.edge.http;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What stands behind a path's question mark.
 *
 * @param text as it came
 * @param parameters by name; each may come once
 */
public record Query(String text, SortedMap<String, String> parameters) {
  public Query {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  static Query parse(String text) {
    TreeMap<String, String> parameters = new TreeMap<>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        add(parameters, pair);
      }
    }
    return new Query(text, parameters);
  }

  /** One text that has no parameters. */
  static Query verbatim(String text) {
    return new Query(text, Collections.emptySortedMap());
  }

  private static void add(TreeMap<String, String> parameters, String pair) {
    int equals = pair.indexOf('=');
    String name = decode(equals < 0 ? pair : pair.substring(0, equals));
    String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
    if (parameters.put(name, value) != null) {
      throw new Rejected(Problems.invalid(name, "must not be given twice"));
    }
  }

  /** A plus sign stands for a space here, though not in paths. */
  private static String decode(String encoded) {
    return Percent.decode(encoded.replace('+', ' '));
  }

  /** A parameter, if it was given. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** Whether it says {@code true}; not if it says nothing. */
  boolean truth(String name) {
    return switch (parameters.getOrDefault(name, "false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Rejected(Problems.invalid(name, "must be true or false"));
    };
  }
}
