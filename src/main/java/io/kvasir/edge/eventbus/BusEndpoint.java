package io.kvasir.edge.eventbus;

/**
 * Where a node's event bus listens.
 *
 * @param host host name or address, not bracketed
 * @param port TCP port; 0 before the system has chosen one
 */
public record BusEndpoint(String host, int port) {
  private static final int MAX_PORT = 65_535;

  public BusEndpoint {
    if (host.isBlank()) {
      throw new IllegalArgumentException("no host in front of port " + port);
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port out of range: " + port);
    }
  }

  /** Reads {@code host:port}; an IPv6 host stands in brackets. */
  public static BusEndpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("not of the form host:port: " + text);
    }
    return new BusEndpoint(unbracketed(text.substring(0, colon)), port(text.substring(colon + 1)));
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a port: " + digits, e);
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
