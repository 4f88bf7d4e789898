package io.kvasir.boot;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** How a node works on requests. */
@ConfigMapping(prefix = "kvasir.engine")
public interface EngineSettings {
  /**
   * Parts that keys are dealt out to, each on an event loop; by default three per four processors.
   */
  OptionalInt loops();

  /** Requests and merges that one loop has under way at most; who comes on top gets 503. */
  @WithDefault("16384")
  int requestsPerLoop();

  /**
   * Payload of the requests and merges under way in all loops; who comes on top gets 503. By
   * default a sixteenth of the heap, since several copies of each exist at times.
   */
  Optional<MemorySize> requestMemory();

  /** How often what was not acknowledged is sent again. */
  @WithDefault("500ms")
  Duration resendInterval();

  /** How long a write waits for its quorum unless its client says otherwise. */
  @WithDefault("5s")
  Duration writeTimeout();

  /** How long a read waits for its quorum unless its client says otherwise. */
  @WithDefault("3s")
  Duration readTimeout();
}
