package io.kvasir.core.replication;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.ring.Replicas;
import java.util.Optional;

/** Coordinators of keys whose replicas do not change. */
final class Coordinators {
  private Coordinators() {}

  /** A write that needs to observe nobody but its own replica. */
  static WriteCoordinator write(NodeId self, PreferenceList replicas, int needed) {
    return write(self, replicas, needed, 1);
  }

  static WriteCoordinator write(NodeId self, PreferenceList replicas, int needed, int observe) {
    return new WriteCoordinator(self, Replicas.settled(replicas), size -> needed, size -> observe);
  }

  static ReadCoordinator read(NodeId self, PreferenceList replicas, DataType type, int needed) {
    return new ReadCoordinator(self, Replicas.settled(replicas), type, size -> needed);
  }

  /** A read of a session: what it shows is held by {@code holders}. */
  static ReadCoordinator read(
      NodeId self, PreferenceList replicas, DataType type, int needed, int holders) {
    return new ReadCoordinator(
        self, Replicas.settled(replicas), type, size -> needed, Optional.of(size -> holders));
  }
}
