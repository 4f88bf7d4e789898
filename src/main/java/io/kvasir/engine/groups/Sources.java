package io.kvasir.engine.groups;

import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.GroupRefusal;
import java.util.List;
import java.util.Optional;

/** Chooses whom to ask for the history of a group that this node has no replica of. */
record Sources(GroupLoop.Context context) {
  /** One that is in reach; another with another {@code attempt}, if there are several. */
  Optional<NodeId> pick(GroupId group, int attempt) {
    List<NodeId> reachable =
        context.directory().located(group).stream()
            .filter(node -> !node.equals(context.self()) && context.voters().isReachable(node))
            .toList();
    return reachable.isEmpty()
        ? Optional.empty()
        : Optional.of(reachable.get(Math.floorMod(attempt, reachable.size())));
  }

  /** Why nobody can be asked. */
  GroupRefusal none(GroupId group) {
    return context.directory().located(group).isEmpty()
        ? new GroupRefusal.NoReplica()
        : Voters.allOutOfReach(context.directory().located(group));
  }
}
