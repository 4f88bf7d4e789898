package io.kvasir.engine;

import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.MembershipChange;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.topology.Steward;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.engine.groups.Groups;
import io.kvasir.engine.groups.StateMachine;
import io.kvasir.engine.port.Loop;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Makes the replicas on this node, and the members of the groups it leads, what the topology wants
 * them to be. Belongs to the loop of the topology's group.
 */
final class GroupKeeper {
  /** A change that is not done by then is looked at again. */
  private static final long PATIENCE_MILLIS = 5_000;

  /** How often a replica that is not wanted asks whether it was let go of. */
  private static final long INQUIRY_TICKS = 5;

  private final NodeId self;
  private final Groups groups;
  private final Supplier<StateMachine> shards;
  private final Predicate<NodeId> reachable;
  private final Consumer<GroupId> announce;
  private final Loop loop;

  /**
   * From which index of its log on a group goes on without the replica here, as its leader said.
   */
  private final TreeMap<GroupId, Long> letGo = new TreeMap<>();

  private long ticks;

  /**
   * @param shards makes the state machine of a bucket's shard
   * @param announce told of a group that is led here and that the topology does not know to have
   *     begun
   * @param loop that this belongs to
   */
  GroupKeeper(
      NodeId self,
      Groups groups,
      Supplier<StateMachine> shards,
      Predicate<NodeId> reachable,
      Consumer<GroupId> announce,
      Loop loop) {
    this.self = self;
    this.groups = groups;
    this.shards = shards;
    this.reachable = reachable;
    this.announce = announce;
    this.loop = loop;
  }

  /** Hosts what belongs here and lets go of what came to an end. */
  void follow(Topology topology, long life) {
    ReplicaId replica = new ReplicaId(self, life);
    groups.locate(GroupId.TOPOLOGY, new TreeSet<>(topology.members().keySet()));
    topology.groups().forEach((group, placement) -> groups.locate(group, placement.wanted()));
    if (topology.isMember(replica)) {
      SortedMap<GroupId, LogStart> mine = topology.replicasOf(replica);
      mine.forEach((group, start) -> groups.host(group, replica, start, shards.get()));
      groups.statuses().stream()
          .filter(status -> isLeftOver(topology, status))
          .forEach(status -> hostLeftOver(status.group(), replica));
    }
    for (GroupStatus status : groups.statuses()) {
      if (topology.isEnded(status.group()) || isUseless(topology, status)) {
        groups.retire(status.group());
      }
    }
  }

  /** Of an earlier process, and not wanted any more; the group may need its vote to let it go. */
  private boolean isLeftOver(Topology topology, GroupStatus status) {
    return status.condition() == GroupStatus.Condition.KEPT
        && isUnwanted(topology, status.group())
        && topology.groups().containsKey(status.group());
  }

  private void hostLeftOver(GroupId group, ReplicaId replica) {
    groups.host(group, replica, LogStart.founding(Membership.NONE), shards.get());
  }

  /** Damaged, and not to be begun anew here: left alone, it would cost the node every next life. */
  private boolean isUseless(Topology topology, GroupStatus status) {
    return status.condition() == GroupStatus.Condition.DAMAGED
        && !status.group().equals(GroupId.TOPOLOGY)
        && !isWanted(topology, status.group());
  }

  private boolean isWanted(Topology topology, GroupId group) {
    return topology.groups().containsKey(group)
        && topology.groups().get(group).wanted().contains(self);
  }

  /** Takes one step in each group where one is due. */
  void tend(Topology topology) {
    ticks++;
    for (GroupStatus status : groups.statuses()) {
      Optional<RaftStatus> raft = status.raft();
      if (status.condition() == GroupStatus.Condition.RUNNING && raft.isPresent()) {
        tend(topology, status.group(), raft.get());
      }
    }
  }

  private void tend(Topology topology, GroupId group, RaftStatus raft) {
    if (isLetGo(topology, group, raft)) {
      letGo.remove(group);
      groups.retire(group);
    } else {
      inquire(topology, group, raft);
      Steward.next(topology, group, raft, reachable).ifPresent(step -> take(group, step));
    }
  }

  /** Not wanted here any more, and the group goes on without this replica. */
  private boolean isLetGo(Topology topology, GroupId group, RaftStatus raft) {
    boolean isOut = isOutside(raft) || letGo.getOrDefault(group, -1L) >= raft.membershipIndex();
    return isOut && isUnwanted(topology, group);
  }

  private boolean isUnwanted(Topology topology, GroupId group) {
    return !group.equals(GroupId.TOPOLOGY) && !isWanted(topology, group);
  }

  private static boolean isOutside(RaftStatus raft) {
    return !raft.membership().contains(raft.self())
        && !raft.membership().voters().isEmpty()
        && raft.membershipIndex() <= raft.commit();
  }

  /** Who is not wanted may have been let go of long ago. */
  private void inquire(Topology topology, GroupId group, RaftStatus raft) {
    if (ticks % INQUIRY_TICKS == 0 && isUnwanted(topology, group)) {
      TreeSet<NodeId> nodes = new TreeSet<>();
      raft.membership().all().forEach(replica -> nodes.add(replica.node()));
      topology.placement(group).ifPresent(placement -> nodes.addAll(placement.wanted()));
      nodes.remove(self);
      groups.inquire(group, nodes, index -> loop.complete(() -> letGo.put(group, index)));
    }
  }

  private void take(GroupId group, Steward.Step step) {
    switch (step) {
      case Steward.Step.Change(MembershipChange change) ->
          groups.changeMembers(group, change, PATIENCE_MILLIS, outcome -> {});
      case Steward.Step.Transfer(ReplicaId to) -> groups.transfer(group, to);
      case Steward.Step.Announce(GroupId begun) -> announce.accept(begun);
    }
  }
}
