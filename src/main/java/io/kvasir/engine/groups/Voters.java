package io.kvasir.engine.groups;

import io.kvasir.core.consensus.Membership;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.Transport;
import java.util.Collection;
import java.util.Optional;

/** Tells when nothing can be decided, since too few of those who decide are in reach. */
final class Voters {
  private final NodeId self;
  private final Transport transport;

  Voters(NodeId self, Transport transport) {
    this.self = self;
    this.transport = transport;
  }

  boolean isReachable(NodeId node) {
    return node.equals(self) || transport.isReachable(node);
  }

  /** Empty when a majority is in reach, or nobody is known to vote. */
  Optional<GroupRefusal> shortage(Membership membership) {
    int reachable = 0;
    for (ReplicaId voter : membership.voters()) {
      reachable += isReachable(voter.node()) ? 1 : 0;
    }
    return membership.voters().isEmpty() || reachable >= membership.majority()
        ? Optional.empty()
        : Optional.of(new GroupRefusal.NoMajority(reachable, membership.majority()));
  }

  /** The shortage when none of those who hold replicas is in reach. */
  static GroupRefusal allOutOfReach(Collection<NodeId> located) {
    return new GroupRefusal.NoMajority(0, located.size() / 2 + 1);
  }
}
