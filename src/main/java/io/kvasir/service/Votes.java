package io.kvasir.service;

import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.groups.GroupStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Whether a node that started has its votes: one that came back without its data does not, until
 * its groups took it in again. Who takes down the next node before could leave a group without a
 * majority for good.
 */
public final class Votes {
  private final NodeId self;
  private final Supplier<Optional<Topology>> topology;
  private final GroupReplicas replicas;
  private volatile boolean areBack;

  public Votes(NodeId self, Supplier<Optional<Topology>> topology, GroupReplicas replicas) {
    this.self = self;
    this.topology = topology;
    this.replicas = replicas;
  }

  /** Stays true from the first time on, whatever moves to this node later. */
  public boolean areBack() {
    if (!areBack) {
      areBack = topology.get().filter(now -> haveAll(now, replicas.statuses())).isPresent();
    }
    return areBack;
  }

  private boolean haveAll(Topology topology, List<GroupStatus> statuses) {
    Map<GroupId, RaftStatus> running = new TreeMap<>();
    statuses.stream()
        .filter(status -> status.condition() == GroupStatus.Condition.RUNNING)
        .forEach(status -> status.raft().ifPresent(raft -> running.put(status.group(), raft)));
    return votesOnTopology(topology, Optional.ofNullable(running.get(GroupId.TOPOLOGY)))
        && topology.groups().entrySet().stream()
            .filter(entry -> entry.getValue().wanted().contains(self))
            .allMatch(entry -> votes(Optional.ofNullable(running.get(entry.getKey()))));
  }

  /** In a large cluster most members only learn. */
  private static boolean votesOnTopology(Topology topology, Optional<RaftStatus> status) {
    return votes(status)
        || status
            .map(RaftStatus::membership)
            .filter(membership -> membership.voters().size() >= topology.electorate())
            .isPresent();
  }

  private static boolean votes(Optional<RaftStatus> status) {
    return status.filter(raft -> isVoter(raft.membership(), raft)).isPresent();
  }

  private static boolean isVoter(Membership membership, RaftStatus raft) {
    return membership.voters().contains(raft.self());
  }
}
