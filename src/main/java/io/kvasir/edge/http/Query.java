package io.kvasir.edge.http;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The parameters behind a path's question mark, by name; each may come once. */
record Query(SortedMap<String, String> parameters) {
  static final Query NONE = new Query(Collections.emptySortedMap());

  Query {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  static Query parse(String text) {
    TreeMap<String, String> parameters = new TreeMap<>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        add(parameters, pair);
      }
    }
    return new Query(parameters);
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

  Optional<String> get(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
