package io.kvasir.boot;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How changes of buckets are kept and told. */
@ConfigMapping(prefix = "kvasir.watch")
public interface WatchConfig {
  /** Watches that this node serves at a time; who comes on top gets 503. */
  @WithDefault("4096")
  int watchers();

  /** How often a watcher hears something when nothing happens. */
  @WithDefault("10s")
  Duration heartbeat();

  /** How long a watcher may take nothing before its stream ends. */
  @WithDefault("30s")
  Duration stallTimeout();

  /**
   * What all watchers together may hold that was not sent yet; who comes on top ends and can
   * resume. By default a sixteenth of the heap.
   */
  Optional<MemorySize> memory();

  /** Revisions of a linearizable bucket's shard that are kept for watchers. */
  @WithDefault("100000")
  long historyRevisions();

  /** How much they may take on disk, in each replica of a shard. */
  @WithDefault("32M")
  MemorySize historyBytes();
}
