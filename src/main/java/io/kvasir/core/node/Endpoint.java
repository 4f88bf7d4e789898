package io.kvasir.core.node;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Where a node can be reached.
 *
 * @param host name or address, not bracketed; 1 to 253 letters, digits, {@code .}, {@code :},
 *     {@code _}, {@code -}, {@code %}
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) implements Comparable<Endpoint> {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,253}");
  private static final int MAX_PORT = 65_535;
  private static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::host).thenComparingInt(Endpoint::port);

  public Endpoint {
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("not a host: \"" + host + '"');
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("port out of range: " + port);
    }
  }

  @Override
  public int compareTo(Endpoint other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
