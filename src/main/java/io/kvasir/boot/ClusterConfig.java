package io.kvasir.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** The cluster this node belongs to. */
@ConfigMapping(prefix = "kvasir.cluster")
public interface ClusterConfig {
  /** The cluster's name; nodes of different names do not talk to each other. */
  @WithDefault("kvasir")
  String name();

  /**
   * The nodes, this one included, each as {@code id@host:port} with the port of its event bus.
   * Empty means a cluster of this node alone.
   */
  Optional<List<String>> members();
}
