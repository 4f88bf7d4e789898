package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Founded;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.engine.groups.GroupStatus.Condition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When a node that started is what the others count on. */
class VotesTest {
  private static final NodeId SELF = new NodeId("a");
  private static final GroupId SHARD = new GroupId(1);

  private final List<GroupStatus> statuses = new ArrayList<>();
  private Optional<Topology> topology = Optional.of(cluster("a", "b", "c"));
  private final Votes votes = new Votes(SELF, () -> topology, () -> statuses);

  @Test
  void areBackWhenAllGroupsHaveThem() {
    statuses.add(running(GroupId.TOPOLOGY, "a", "b", "c"));
    assertThat(votes.areBack()).isFalse();

    statuses.add(running(SHARD));
    assertThat(votes.areBack()).isFalse();

    statuses.set(1, running(SHARD, "b", "c"));
    assertThat(votes.areBack()).isFalse();

    statuses.set(1, running(SHARD, "a", "b", "c"));
    assertThat(votes.areBack()).isTrue();

    statuses.clear();
    assertThat(votes.areBack()).isTrue();
  }

  @Test
  void areMissingInTheTopologysGroupToo() {
    statuses.add(running(GroupId.TOPOLOGY, "b", "c"));
    statuses.add(running(SHARD, "a", "b", "c"));
    assertThat(votes.areBack()).isFalse();

    statuses.set(0, running(GroupId.TOPOLOGY, "a", "b", "c"));
    assertThat(votes.areBack()).isTrue();
  }

  @Test
  void areNotNeededForTheTopologyOfALargeCluster() {
    topology = Optional.of(cluster("a", "b", "c", "d"));
    statuses.add(running(GroupId.TOPOLOGY, "b", "c", "d"));
    statuses.add(running(SHARD, "a", "b", "c"));

    assertThat(votes.areBack()).isTrue();
  }

  @Test
  void areMissingWhereTheReplicaStoppedAndWhereThereIsNoCluster() {
    statuses.add(running(GroupId.TOPOLOGY, "a", "b", "c"));
    GroupStatus running = running(SHARD, "a", "b", "c");
    statuses.add(new GroupStatus(SHARD, Condition.STOPPED, running.raft(), "no space"));
    assertThat(votes.areBack()).isFalse();

    topology = Optional.empty();
    assertThat(votes.areBack()).isFalse();
  }

  private static Topology cluster(String... members) {
    return Founded.cluster(8, Stream.of(members).map(NodeId::new).toList());
  }

  private static GroupStatus running(GroupId group, String... voters) {
    TreeSet<ReplicaId> replicas = new TreeSet<>();
    Stream.of(voters).forEach(voter -> replicas.add(new ReplicaId(new NodeId(voter), 1)));
    RaftStatus raft =
        new RaftStatus(
            new ReplicaId(SELF, 1),
            Role.FOLLOWER,
            1,
            Optional.empty(),
            1,
            1,
            1,
            1,
            1,
            false,
            Membership.ofVoters(replicas),
            0,
            Collections.emptySortedMap());
    return new GroupStatus(group, Condition.RUNNING, Optional.of(raft), "");
  }
}
