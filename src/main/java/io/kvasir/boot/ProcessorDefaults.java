package io.kvasir.boot;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Defaults that follow the number of processors. Event loops serve sockets and the engine's loops
 * run on them, so there are as many of both: three per four processors, since the storage's threads
 * need some as well.
 */
public final class ProcessorDefaults implements ConfigSource {
  private static final String EVENT_LOOPS = "quarkus.vertx.event-loops-pool-size";

  /** Below application.properties, the environment and system properties. */
  private static final int ORDINAL = 50;

  /** How many there are of either kind unless it is said. */
  static int loops() {
    return Math.max(1, 3 * processors() / 4);
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public Set<String> getPropertyNames() {
    return Set.of(EVENT_LOOPS);
  }

  @Override
  public Map<String, String> getProperties() {
    return Map.of(EVENT_LOOPS, Integer.toString(loops()));
  }

  @Override
  public @Nullable String getValue(String name) {
    return getProperties().get(name);
  }

  @Override
  public String getName() {
    return "processors";
  }

  @Override
  public int getOrdinal() {
    return ORDINAL;
  }
}
