package io.kvasir.boot;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What clients may send at most; a node says so at {@code GET /limits}. */
@ConfigMapping(prefix = "kvasir.limits")
public interface LimitsConfig {
  /** A key. */
  @WithDefault("4K")
  MemorySize key();

  /** A register's value, or a set's element. */
  @WithDefault("8M")
  MemorySize value();

  /** A request's body: JSON needs more bytes than the value in it. */
  @WithDefault("12M")
  MemorySize body();

  /** Elements of one add or remove. */
  @WithDefault("10000")
  int elements();
}
