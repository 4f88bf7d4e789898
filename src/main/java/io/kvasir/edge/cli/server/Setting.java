package io.kvasir.edge.cli.server;

import java.util.Optional;

/**
 * One setting of a server.
 *
 * @param property its name, {@code kvasir.http.port}
 * @param values what it can be, with the unit: {@code <duration: ms, s, m, h>}
 * @param byDefault what it is when nobody says
 * @param meaning what it decides
 */
public record Setting(String property, String values, Optional<String> byDefault, String meaning) {
  private static final String ROOT = "kvasir.";

  public Setting {
    if (!property.startsWith(ROOT)) {
      throw new IllegalArgumentException("not a setting of Kvasir: " + property);
    }
  }

  /** The option that sets it: {@code --http-port}. */
  public String flag() {
    return "--" + property.substring(ROOT.length()).replace('.', '-');
  }
}
