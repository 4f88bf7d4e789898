package io.kvasir.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.MembershipChange;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Which voter goes first when there are more than are wanted. */
class StewardTest {
  private final Topology leaving =
      Clusters.after(Clusters.of(5), new TopologyCommand.Remove(Clusters.node(5)));

  /** A node that lost its disk in this moment seems to answer, and the one to be removed, too. */
  @Test
  void whoIsToBeRemovedGoesBeforeWhoOnlyVotesNoMore() {
    assertThat(firstStep(node -> true)).contains(removal(5));
  }

  @Test
  void ofThoseThatStayWhoDoesNotAnswerGoesFirst() {
    Topology growing = Clusters.of(4);
    Predicate<NodeId> reachable = node -> !node.equals(Clusters.node(4));

    assertThat(Steward.next(growing, GroupId.TOPOLOGY, status(4), reachable)).contains(removal(4));
  }

  private Optional<Steward.Step> firstStep(Predicate<NodeId> reachable) {
    return Steward.next(leaving, GroupId.TOPOLOGY, status(5), reachable);
  }

  private static Steward.Step removal(int number) {
    return new Steward.Step.Change(new MembershipChange.Remove(Clusters.member(number).replica()));
  }

  /** As the first node, which leads, sees a group in which all so far had everything. */
  private static RaftStatus status(int voters) {
    ReplicaId leader = Clusters.member(1).replica();
    TreeMap<ReplicaId, Long> matched = new TreeMap<>();
    for (int number = 1; number <= voters; number++) {
      matched.put(Clusters.member(number).replica(), 7L);
    }
    return new RaftStatus(
        leader,
        Role.LEADER,
        2,
        Optional.of(leader),
        1,
        7,
        2,
        7,
        7,
        true,
        Membership.ofVoters(matched.navigableKeySet()),
        7,
        matched);
  }
}
