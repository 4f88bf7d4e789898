package io.kvasir.boot;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How this node finds out who can be reached. */
@ConfigMapping(prefix = "kvasir.swim")
public interface SwimSettings {
  /** Address to listen on for datagrams; by default that of the event bus. */
  Optional<String> host();

  /**
   * UDP port to listen on, the same on all nodes; by default each node has the number of its event
   * bus' TCP port.
   */
  OptionalInt port();

  /**
   * Where members may be found beside those that the cluster knows, as {@code host:port}; a name
   * may stand for many addresses.
   */
  Optional<List<String>> seeds();
}
