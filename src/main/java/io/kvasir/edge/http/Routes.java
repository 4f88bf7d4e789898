package io.kvasir.edge.http;

import io.kvasir.service.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All calls of the API, found by the first segment of their paths, which is never a placeholder.
 */
final class Routes {
  /** A route and what its placeholders stand for. */
  record Match(Route route, SortedMap<String, String> path) {}

  private final Map<String, List<Route>> byFirst = new TreeMap<>();

  Routes(List<Route> routes) {
    routes.forEach(
        route ->
            byFirst
                .computeIfAbsent(route.template().getFirst(), first -> new ArrayList<>())
                .add(route));
  }

  /** The routes, by path. */
  List<Route> all() {
    return byFirst.values().stream().flatMap(List::stream).toList();
  }

  /** The route for a request. */
  Match find(String method, List<String> segments) {
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : byFirst.getOrDefault(segments.getFirst(), List.of())) {
      SortedMap<String, String> path = route.match(segments).orElse(null);
      if (path != null && route.answers(method)) {
        return new Match(route, path);
      }
      if (path != null) {
        allowed.add(route.method());
        if (route.answers("HEAD")) {
          allowed.add("HEAD");
        }
      }
    }
    throw new Rejected(allowed.isEmpty() ? unknown() : notAllowed(allowed));
  }

  static Problem unknown() {
    return Problem.of(ProblemType.UNKNOWN_PATH, "No call has this path; GET /openapi lists them.");
  }

  private static Problem notAllowed(SortedSet<String> allowed) {
    String list = String.join(", ", allowed);
    return Problem.of(ProblemType.METHOD_NOT_ALLOWED, "This path takes " + list + " only.")
        .withHeader("Allow", list);
  }
}
