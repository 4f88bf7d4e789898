package io.kvasir.boot;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How partitions change hands when nodes come and go. */
@ConfigMapping(prefix = "kvasir.handoff")
public interface HandoffSettings {
  /** What this node gives to others at most, per second. */
  @WithDefault("64M")
  MemorySize bytesPerSecond();

  /** About how much travels at a time; a larger entry travels alone, a larger set in parts. */
  @WithDefault("256K")
  MemorySize pageBytes();

  /** How many transfers this node takes at a time, and how many requests it serves at a time. */
  @WithDefault("4")
  int atOnce();
}
