package io.kvasir.edge.cli.bench.protocol;

import java.net.URI;

/**
 * Where a server listens.
 *
 * @param scheme of the URL, without what is said by it
 * @param host a name or address; of IPv6 in brackets
 * @param path of the URL and its query; {@code /} if it has none
 */
public record Endpoint(String scheme, String host, int port, String path) {
  /**
   * Reads a URL.
   *
   * @param httpPort where HTTP is served unless it is said
   * @throws IllegalArgumentException if it is none, or not of these schemes
   */
  public static Endpoint parse(String text, int httpPort) {
    URI url = url(text);
    String scheme = url.getScheme() == null ? "" : url.getScheme();
    int usual =
        switch (scheme) {
          case "http" -> httpPort;
          case "tcp" -> 5001;
          case "etcd" -> 2379;
          case "redis" -> 6379;
          default -> throw bad(text);
        };
    if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw bad(text);
    }
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : '?' + url.getRawQuery();
    return new Endpoint(
        scheme, url.getHost(), url.getPort() < 0 ? usual : url.getPort(), path + query);
  }

  private static URI url(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw bad(text);
    }
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException(
        "not a target: '%s'; expected http://host:port, tcp://, etcd:// or redis://"
            .formatted(text));
  }

  public String authority() {
    return host + ':' + port;
  }

  /** The host as the system wants it: an IPv6 address without its brackets. */
  public String bareHost() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return scheme + "://" + authority() + (path.equals("/") ? "" : path);
  }
}
