package io.kvasir.boot;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The main HTTP interface. */
@ConfigMapping(prefix = "kvasir.http")
public interface HttpConfig {
  /** Address to listen on. */
  @WithDefault("0.0.0.0")
  String host();

  /** Port to listen on; 0 lets the system choose one. */
  @WithDefault("4001")
  int port();

  /**
   * Where clients find this node, as a URL; by default {@code http://}, the host of its event bus,
   * and {@link #port}.
   */
  Optional<String> advertised();

  /**
   * How much the bodies of all requests under way may hold; who comes on top gets 503. By default a
   * sixteenth of the heap.
   */
  Optional<MemorySize> bodyMemory();

  /** How long nothing may be sent on a connection, in either direction, until it is closed. */
  @WithDefault("2m")
  Duration idleTimeout();

  /** How many connections clients may have; those on top are closed. */
  @WithDefault("10000")
  int maxConnections();

  /**
   * How long the head of a request may take to arrive: the first one from when the connection was
   * accepted, later ones from their first byte.
   */
  @WithDefault("10s")
  Duration headTimeout();

  /** How long a body may take to arrive. */
  @WithDefault("30s")
  Duration bodyTimeout();

  /** In which time a client has to take 64 KiB of an answer that waits for it, or all of it. */
  @WithDefault("60s")
  Duration takeTimeout();

  /**
   * How much all answers may hold that clients have not taken; who reads on top gets 503. By
   * default a sixteenth of the heap.
   */
  Optional<MemorySize> answerMemory();

  /** How long requests under way may take when the node stops. */
  @WithDefault("5s")
  Duration drainTimeout();
}
