package io.kvasir.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Who this node is. */
@ConfigMapping(prefix = "kvasir.node")
public interface NodeConfig {
  /** The node's name, unique in the cluster and the same at every start. */
  @WithDefault("node1")
  String id();

  /** What may fail as a whole with this node in it: a rack, a data centre. */
  Optional<String> zone();
}
