package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.engine.groups.GroupStatus.Condition;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a node counts the groups that cannot decide anything. */
class GroupServiceTest {
  private static final ReplicaId SELF = new ReplicaId(LoneNode.SELF, 1);

  private final LoneNode node = new LoneNode(10);
  private final GroupService groups =
      new GroupService(
          node.engine(),
          new FakeShards(),
          () ->
              List.of(
                  running(1, true, LoneNode.SELF),
                  running(2, true, LoneNode.SELF, LoneNode.PEERS.get(0), LoneNode.PEERS.get(1)),
                  running(3, false, LoneNode.SELF, LoneNode.PEERS.get(0)),
                  new GroupStatus(new GroupId(4), Condition.DAMAGED, Optional.empty(), "bit rot"),
                  new GroupStatus(
                      new GroupId(5),
                      Condition.STOPPED,
                      running(5, true, LoneNode.SELF).raft(),
                      "")));

  @AfterEach
  void stop() {
    node.close();
  }

  private static GroupStatus running(int group, boolean isLed, NodeId... voters) {
    TreeSet<ReplicaId> replicas = new TreeSet<>();
    List.of(voters).forEach(voter -> replicas.add(new ReplicaId(voter, 1)));
    RaftStatus raft =
        new RaftStatus(
            SELF,
            Role.FOLLOWER,
            1,
            isLed ? Optional.of(SELF) : Optional.empty(),
            1,
            1,
            1,
            1,
            1,
            false,
            Membership.ofVoters(replicas),
            0,
            Collections.emptySortedMap());
    return new GroupStatus(new GroupId(group), Condition.RUNNING, Optional.of(raft), "");
  }

  @Test
  void countsGroupsWithoutLeaderAndWithoutMajority() {
    assertThat(groups.census()).isEqualTo(new GroupCensus(5, 3, 4));

    node.peersAreSilent();

    assertThat(groups.census()).isEqualTo(new GroupCensus(5, 3, 2));
  }
}
