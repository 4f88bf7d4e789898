package io.kvasir.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a node ends. */
@ConfigMapping(prefix = "kvasir.shutdown")
public interface ShutdownConfig {
  /**
   * How long it may take to stop in order, from the signal; then the process ends as it is. Shorter
   * than what the node's keeper waits before it kills it.
   */
  @WithDefault("20s")
  Duration grace();
}
