package io.kvasir.service;

import io.kvasir.core.topology.Topology;
import io.kvasir.engine.Engine;

/** Only members of a cluster serve. */
final class Belonging {
  private Belonging() {}

  /** The cluster as this node knows it; refused when it is in none, or none any more. */
  static Topology required(Engine engine) {
    if (engine.isRemoved()) {
      throw new Refused(new Failure.Removed());
    }
    return engine.topology().orElseThrow(() -> new Refused(new Failure.NotJoined()));
  }
}
