package io.kvasir.sim;

import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.MembershipChange;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Moves replicas: gives each group a wish where it should be, and takes one step towards it from
 * time to time, as the leader sees its members. Replaces replicas whose disks were lost.
 */
final class GroupOperator {
  private final GroupCluster cluster;
  private final Chance chance;
  private final GroupScenario scenario;
  private final List<GroupId> groups;
  private final TreeMap<GroupId, SortedSet<NodeId>> wishes = new TreeMap<>();
  private long lives = 1;
  private boolean isResting;

  GroupOperator(GroupCluster cluster, Chance chance, GroupScenario scenario, List<GroupId> groups) {
    this.cluster = cluster;
    this.chance = chance;
    this.scenario = scenario;
    this.groups = groups;
    groups.forEach(group -> wishes.put(group, firstNodes()));
  }

  private SortedSet<NodeId> firstNodes() {
    return cluster.nodes().stream()
        .limit(scenario.voters())
        .map(GroupNode::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  void start() {
    if (scenario.isMoving()) {
      step();
    }
  }

  /** From now on everything is to stay where it is wished for. */
  void rest() {
    isResting = true;
  }

  private void step() {
    groups.forEach(this::tend);
    cluster.agenda().after(chance.between(50_000, 400_000), "operator", this::step);
  }

  /** Whether every replica is where it should be, and not lost. */
  boolean isSettled() {
    return groups.stream()
        .allMatch(
            group ->
                leaderOf(group)
                    .filter(leader -> leader.membershipIndex() <= leader.commit())
                    .map(leader -> leader.membership().voters())
                    .filter(voters -> nodesOf(voters).equals(wish(group)))
                    .filter(voters -> voters.stream().allMatch(voter -> isHosted(group, voter)))
                    .isPresent());
  }

  private static SortedSet<NodeId> nodesOf(Iterable<ReplicaId> replicas) {
    TreeSet<NodeId> nodes = new TreeSet<>();
    replicas.forEach(replica -> nodes.add(replica.node()));
    return nodes;
  }

  /** Not while a replica is amiss or moving. */
  boolean mayWipe(GroupNode node) {
    return isSettled()
        && node.running().isPresent()
        && groups.stream()
            .allMatch(group -> leaderOf(group).orElseThrow().membership().learners().isEmpty());
  }

  private boolean isHosted(GroupId group, ReplicaId replica) {
    return node(replica.node()).hosted(group).equals(Optional.of(replica));
  }

  private Optional<RaftStatus> leaderOf(GroupId group) {
    return cluster.leader(group).flatMap(leader -> cluster.status(leader, group));
  }

  private void tend(GroupId group) {
    Optional<GroupNode> leader = cluster.leader(group);
    if (leader.isPresent()) {
      RaftStatus status = cluster.status(leader.get(), group).orElseThrow();
      if (!isResting && isSettled() && chance.percent(20)) {
        wishAnew(group);
      } else if (!isResting && chance.percent(5)) {
        leader.get().groups().transfer(group, chance.pick(List.copyOf(status.membership().all())));
      } else {
        tend(group, leader.get(), status);
      }
    }
  }

  private SortedSet<NodeId> wish(GroupId group) {
    return wishes.getOrDefault(group, Collections.emptySortedSet());
  }

  private void wishAnew(GroupId group) {
    List<NodeId> nodes = cluster.nodes().stream().map(GroupNode::id).toList();
    TreeSet<NodeId> wish = new TreeSet<>();
    while (wish.size() < scenario.voters()) {
      wish.add(chance.pick(nodes));
    }
    wishes.put(group, wish);
  }

  private void tend(GroupId group, GroupNode leader, RaftStatus status) {
    Membership members = status.membership();
    nextChange(group, members)
        .ifPresentOrElse(
            change -> leader.groups().changeMembers(group, change, 1_000, outcome -> {}),
            () -> retireStrangers(group, status));
  }

  /** Removes the lost first, then adds, promotes, and removes who is not wished for. */
  private Optional<MembershipChange> nextChange(GroupId group, Membership members) {
    for (ReplicaId replica : members.all()) {
      if (!isHosted(group, replica)) {
        return Optional.of(new MembershipChange.Remove(replica));
      }
    }
    for (NodeId node : wish(group)) {
      if (members.on(node).isEmpty()) {
        return Optional.of(new MembershipChange.AddLearner(placeOn(node, group)));
      }
    }
    for (ReplicaId learner : members.learners()) {
      return Optional.of(new MembershipChange.Promote(learner));
    }
    return members.voters().stream()
        .filter(voter -> !wish(group).contains(voter.node()))
        .findFirst()
        .map(MembershipChange.Remove::new);
  }

  private ReplicaId placeOn(NodeId id, GroupId group) {
    GroupNode node = node(id);
    ReplicaId replica = node.hosted(group).orElseGet(() -> new ReplicaId(id, ++lives));
    if (node.hosted(group).isEmpty()) {
      node.host(group, replica, LogStart.founding(Membership.NONE));
    }
    return replica;
  }

  /** Who was removed, by a change that is committed, goes. */
  private void retireStrangers(GroupId group, RaftStatus leader) {
    if (leader.membershipIndex() <= leader.commit()) {
      for (GroupNode node : cluster.nodes()) {
        Optional<ReplicaId> hosted = node.hosted(group);
        if (hosted.isPresent() && !leader.membership().contains(hosted.get())) {
          node.retire(group);
        }
      }
      SortedSet<NodeId> places = nodesOf(leader.membership().voters());
      cluster.nodes().forEach(node -> node.locate(group, places));
    }
  }

  private GroupNode node(NodeId id) {
    return cluster.nodes().stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
  }
}
