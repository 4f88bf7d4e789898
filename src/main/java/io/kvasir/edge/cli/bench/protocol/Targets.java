package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Recipe;

/** The systems that can be loaded, by the schemes of their URLs. */
public final class Targets {
  private Targets() {}

  /**
   * The system that is meant.
   *
   * @param scheme as {@link Endpoint} knows it
   */
  public static Target of(Recipe recipe, String scheme, RequestOptions options) {
    if (recipe == Recipe.URL) {
      return new UrlTarget();
    }
    return switch (scheme) {
      case "tcp" -> new TcpTarget(options);
      case "etcd" -> new EtcdTarget(options);
      case "redis" -> new RedisTarget(options);
      default -> new HttpTarget(options);
    };
  }
}
