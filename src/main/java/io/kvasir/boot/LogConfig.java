package io.kvasir.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the node writes about itself. */
@ConfigMapping(prefix = "kvasir.log")
public interface LogConfig {
  /** How lines of the log look. */
  enum Format {
    /** For people. */
    TEXT,
    /** One JSON object per line. */
    JSON
  }

  /** Whether lines of the log are text, or each a JSON object. */
  @WithDefault("text")
  Format format();

  /** Whether every request is logged, in a line of its own. */
  @WithDefault("false")
  boolean access();
}
