package io.kvasir.edge.http;

import java.util.List;
import java.util.stream.Stream;

/**
 * The interface of another store, over the same data.
 *
 * @param name also of its listener, in settings, log and metrics
 * @param calls those that can be had on the main port, too
 * @param apart those that the main port answers in another way
 * @param tongue how errors are said on a listener of its own
 */
public record Dialect(String name, List<Route> calls, List<Route> apart, Tongue tongue) {
  public Dialect {
    calls = calls.stream().map(Dialect::anyMedia).toList();
    apart = apart.stream().map(Dialect::anyMedia).toList();
  }

  /** None of the stores looks at media types, so none of their clients can be relied on to. */
  private static Route anyMedia(Route route) {
    return route.with(Route.Trait.ANY_MEDIA);
  }

  /** What a listener of its own answers. */
  public Api api() {
    return new Api(Stream.concat(calls.stream(), apart.stream()).toList());
  }
}
