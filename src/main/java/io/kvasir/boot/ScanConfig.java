package io.kvasir.boot;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Ordered scans of buckets. */
@ConfigMapping(prefix = "kvasir.scan")
public interface ScanConfig {
  /**
   * How many pages of scans this node puts together at a time, each up to about a megabyte from
   * every replica that is asked; who comes on top gets 503.
   */
  @WithDefault("64")
  int concurrent();

  /**
   * What streams of scans may hold that their clients have not taken; who comes on top is told to
   * come back. By default a sixteenth of the heap.
   */
  Optional<MemorySize> memory();

  /** How long a client may take nothing of a stream. */
  @WithDefault("30s")
  Duration stallTimeout();
}
