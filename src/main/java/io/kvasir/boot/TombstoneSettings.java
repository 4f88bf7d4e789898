package io.kvasir.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How what remains of deleted keys is looked for. */
@ConfigMapping(prefix = "kvasir.tombstones")
public interface TombstoneSettings {
  /** From the end of one search to the next. */
  @WithDefault("60s")
  Duration interval();

  /** Keys that this node looks at per second at most, deleted or not. */
  @WithDefault("20000")
  int keysPerSecond();
}
