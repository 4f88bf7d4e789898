package io.kvasir.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How what has ended is reclaimed. */
@ConfigMapping(prefix = "kvasir.expiry")
public interface ExpirySettings {
  /** How long after its end; more than the clocks of nodes differ. */
  @WithDefault("30s")
  Duration grace();

  /** Keys and members of sets that this node reclaims per second at most. */
  @WithDefault("2000")
  int keysPerSecond();
}
