package io.kvasir.engine.groups;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.GroupRefusal;

/** Where a request to a group goes now. */
sealed interface Route {
  /** To the replica on this node. */
  record Here(GroupRunner runner) implements Route {}

  /** To the leader. */
  record ToLeader(Directory.Leader leader) implements Route {}

  /** To a node that may know more. */
  record ToAny(NodeId node) implements Route {}

  /** Nowhere yet. */
  record Wait(GroupRefusal reason) implements Route {}

  /** Nowhere; waiting would not help. */
  record Nowhere(GroupRefusal reason) implements Route {}
}
