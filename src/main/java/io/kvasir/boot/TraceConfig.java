package io.kvasir.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Traces of requests across nodes. */
@ConfigMapping(prefix = "kvasir.trace")
public interface TraceConfig {
  /**
   * Where a collector takes traces by OTLP over HTTP, as in http://localhost:4318/v1/traces;
   * without it nothing is traced.
   */
  Optional<String> endpoint();

  /** How many of the requests are traced whose clients do not say, from 0 to 1. */
  @WithDefault("0.01")
  double ratio();

  /** How many spans wait for the collector; those on top are dropped. */
  @WithDefault("8192")
  int queue();

  /** How long the collector may take for a batch of spans, which is dropped then. */
  @WithDefault("5s")
  Duration timeout();
}
