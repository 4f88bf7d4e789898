package io.kvasir.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where the event bus of this node listens. */
@ConfigMapping(prefix = "kvasir.bus")
public interface BusConfig {
  /** Address to listen on; by default the host of this node's entry among the members. */
  Optional<String> host();

  /** Port to listen on when no members are configured; 0 lets the system choose one. */
  @WithDefault("7101")
  int port();
}
