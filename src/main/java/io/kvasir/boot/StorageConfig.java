package io.kvasir.boot;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where a node keeps its data. */
@ConfigMapping(prefix = "kvasir.storage")
public interface StorageConfig {
  /** What holds the data. */
  enum Mode {
    /** Files in the data directory. */
    ROCKSDB,
    /** The process: gone when it ends. For tests and caches. */
    MEMORY
  }

  /** When a write counts as durable. */
  enum Sync {
    /** When the disk has it. */
    ALWAYS,
    /** When the operating system has it: the loss of power may cost acknowledged writes. */
    OS
  }

  /** What holds the data: files, or memory, whose data is gone when the process ends. */
  @WithDefault("rocksdb")
  Mode mode();

  /** The data directory; of one node only. */
  @WithDefault("data")
  Path directory();

  /** When a write is acknowledged: always when the disk has it, or when the system has. */
  @WithDefault("always")
  Sync sync();

  /** Bounds the cache of what was read. */
  @WithDefault("64M")
  MemorySize cache();

  /** Bounds what was written and is in no table file yet. */
  @WithDefault("64M")
  MemorySize writeBuffers();
}
