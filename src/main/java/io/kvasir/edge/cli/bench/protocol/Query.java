package io.kvasir.edge.cli.bench.protocol;

import java.util.List;

/** Parameters of a URL. */
final class Query {
  private Query() {}

  /**
   * The parameters, and what follows them, as a query; nothing if there are none and nothing
   * follows.
   *
   * @param more the first of which is {@code &}, where a query has begun already
   */
  static String of(List<String> parameters, String more) {
    if (parameters.isEmpty()) {
      return more;
    }
    return (more.isEmpty() ? "?" : "&") + String.join("&", parameters) + more;
  }
}
