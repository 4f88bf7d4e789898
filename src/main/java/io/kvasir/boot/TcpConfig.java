package io.kvasir.boot;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The client protocol over TCP. */
@ConfigMapping(prefix = "kvasir.tcp")
public interface TcpConfig {
  /** Whether to listen. */
  @WithDefault("true")
  boolean enabled();

  /** Address to listen on. */
  @WithDefault("0.0.0.0")
  String host();

  /** Port to listen on; 0 lets the system choose one. */
  @WithDefault("5001")
  int port();

  /** Connections that are open at a time; who comes on top is told so and hung up on. */
  @WithDefault("1000")
  int connections();

  /** The largest frame of a client. */
  @WithDefault("16M")
  MemorySize frame();

  /** Requests of one connection under way; it is not read from beyond them. */
  @WithDefault("128")
  int requestsInFlight();

  /** Frames of the requests of one connection under way; it is not read from beyond them. */
  @WithDefault("16M")
  MemorySize bytesInFlight();

  /** Watches of one connection at a time; who asks for more gets the problem overloaded. */
  @WithDefault("128")
  int watches();

  /**
   * What frames and answers of all connections may hold; who comes on top gets the problem
   * overloaded. By default a sixteenth of the heap.
   */
  Optional<MemorySize> memory();

  /** How long a frame may take to arrive, and a client to take its answers. */
  @WithDefault("30s")
  Duration frameTimeout();

  /** How long nothing may happen on a connection before it ends. */
  @WithDefault("5m")
  Duration idleTimeout();

  /** How long requests under way may take when the node stops. */
  @WithDefault("5s")
  Duration drainTimeout();
}
