package io.kvasir.boot;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How replicas are compared, and made equal. */
@ConfigMapping(prefix = "kvasir.anti-entropy")
public interface AntiEntropyConfig {
  /** How often each partition is compared with each of its other replicas. */
  @WithDefault("60s")
  Duration interval();

  /** Comparisons that one loop has under way at most. */
  @WithDefault("2")
  int exchangesPerLoop();

  /** How much of states this node sends per second to replicas that lack them. */
  @WithDefault("32M")
  MemorySize bytesPerSecond();

  /** Keys of this node that are held against their digests per second. */
  @WithDefault("200")
  int scrubKeysPerSecond();
}
