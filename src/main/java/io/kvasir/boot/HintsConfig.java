package io.kvasir.boot;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How much this node keeps for replicas that did not acknowledge it. Beyond that the oldest goes,
 * and the replicas that lacked it are compared instead.
 */
@ConfigMapping(prefix = "kvasir.hints")
public interface HintsConfig {
  /** Deltas of all loops together. */
  @WithDefault("500000")
  int maxRecords();

  /** What they take on the disk, about. */
  @WithDefault("256M")
  MemorySize maxBytes();

  /** Since they were made, or since the node started. */
  @WithDefault("3h")
  Duration maxAge();
}
