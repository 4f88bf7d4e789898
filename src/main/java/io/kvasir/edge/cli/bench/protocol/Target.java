package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import java.util.Optional;
import java.util.Set;

/** A kind of system that can be loaded. Any thread may ask for codecs. */
public interface Target {
  /** As it stands in results. */
  String word();

  /** What it can be asked to do. */
  Set<Kind> kinds();

  /** How many requests may be under way on one connection. */
  int inFlight();

  /** Whether answers come in the order of requests, so that they need not say whose they are. */
  default boolean inOrder() {
    return true;
  }

  /** The protocol of a new connection, which tells what it reads. */
  Codec codec(Endpoint endpoint, Answers answers);

  /** The protocol of a new connection that watches; nothing if there is no such thing. */
  default Optional<Codec> watch(Endpoint endpoint, Answers answers) {
    return Optional.empty();
  }
}
