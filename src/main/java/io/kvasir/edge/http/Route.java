package io.kvasir.edge.http;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One call of the API.
 *
 * @param template segments of the path; one in braces stands for any text
 * @param operation its name in metrics
 * @param body what it takes
 * @param parameters the names its query may have
 * @param headers those that change what it does, of {@link Checks#OPTIONAL_HEADERS}
 */
record Route(
    String method,
    List<String> template,
    String operation,
    Body body,
    List<String> parameters,
    List<String> headers,
    Endpoint endpoint) {

  /** What a call takes as its body. */
  enum Body {
    NONE,
    JSON,
    /** JSON, or a value of any other type. */
    VALUE,
    /** JSON: one document, or one per line. */
    LINES
  }

  /** Carries a call out. May throw {@link Rejected}. */
  @FunctionalInterface
  interface Endpoint {
    Uni<Answer> handle(Call call);
  }

  Route {
    template = List.copyOf(template);
    parameters = List.copyOf(parameters);
    headers = List.copyOf(headers);
  }

  /** A route without body and parameters. */
  static Route get(String path, String operation, Endpoint endpoint) {
    return new Route("GET", split(path), operation, Body.NONE, List.of(), List.of(), endpoint);
  }

  static Route of(String method, String path, String operation, Body body, Endpoint endpoint) {
    return new Route(method, split(path), operation, body, List.of(), List.of(), endpoint);
  }

  Route taking(String... names) {
    return new Route(method, template, operation, body, List.of(names), headers, endpoint);
  }

  Route heeding(String... names) {
    return new Route(method, template, operation, body, parameters, List.of(names), endpoint);
  }

  private static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  /** Its path as documents write it. */
  String path() {
    return "/" + String.join("/", template);
  }

  /** What the placeholders stand for in {@code segments}; empty when the path is another. */
  Optional<SortedMap<String, String>> match(List<String> segments) {
    if (segments.size() != template.size()) {
      return Optional.empty();
    }
    TreeMap<String, String> bound = new TreeMap<>();
    for (int at = 0; at < segments.size(); at++) {
      String part = template.get(at);
      if (part.startsWith("{")) {
        bound.put(part.substring(1, part.length() - 1), segments.get(at));
      } else if (!part.equals(segments.get(at))) {
        return Optional.empty();
      }
    }
    return Optional.of(bound);
  }
}
