package io.kvasir.boot;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Defaults that follow the number of processors. A request passes an event loop and an engine loop,
 * and both cost about the same, so each kind has one thread per two processors: more of them take
 * turns on the same processors, wake each other up, and share fewer syncs of the disk.
 */
public final class ProcessorDefaults implements ConfigSource {
  private static final String EVENT_LOOPS = "quarkus.vertx.event-loops-pool-size";

  /** Below application.properties, the environment and system properties. */
  private static final int ORDINAL = 50;

  /** How many engine loops there are unless it is said. */
  static int engineLoops() {
    return Math.max(1, processors() / 2);
  }

  private static int eventLoops() {
    return (processors() + 1) / 2;
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
    return Map.of(EVENT_LOOPS, Integer.toString(eventLoops()));
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
