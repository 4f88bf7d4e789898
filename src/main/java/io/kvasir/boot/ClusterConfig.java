package io.kvasir.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The cluster this node belongs to. */
@ConfigMapping(prefix = "kvasir.cluster")
public interface ClusterConfig {
  /** The cluster's name; nodes of different names do not talk to each other. */
  @WithDefault("kvasir")
  String name();

  /**
   * Nodes to begin with, each as {@code id@host:port} with the port of its event bus: the founders
   * of a new cluster, the same list on each of them; and for a node that is to join, some that are
   * members. Empty means a cluster of this node alone.
   */
  Optional<List<String>> members();

  /**
   * Whether this node may found a new cluster with the listed ones, if none of them is in a cluster
   * yet. A node that is not listed never founds one.
   */
  @WithDefault("true")
  boolean bootstrap();

  /**
   * Parts of the key space of a new cluster; fixed when it is founded, the same on all founders.
   */
  @WithDefault("256")
  int partitions();

  /** Whether members that own nothing get their share of the partitions unasked. */
  @WithDefault("true")
  boolean autoJoin();

  /**
   * How long a member must be seen dead before others take its place for good. Not set: it keeps
   * its place until it is removed.
   */
  Optional<Duration> removeDeadAfter();
}
