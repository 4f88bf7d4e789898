package io.kvasir.core.topology;

import static io.kvasir.core.topology.Clusters.after;
import static io.kvasir.core.topology.Clusters.allDone;
import static io.kvasir.core.topology.Clusters.join;
import static io.kvasir.core.topology.Clusters.member;
import static io.kvasir.core.topology.Clusters.node;
import static io.kvasir.core.topology.Clusters.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Replicas;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OwnershipTest {
  private static Topology with(Topology topology, int... newcomers) {
    Topology next = topology;
    for (int newcomer : newcomers) {
      next = after(next, TopologyCommand.AddMember.to(next, member(newcomer)));
    }
    return next;
  }

  private static TopologyResult result(Topology topology, TopologyCommand command) {
    return Ordinance.apply(topology, command).result();
  }

  @Test
  void aJoinBeginsATransitionThatSettlesWhenAllIsTransferred() {
    Topology four = with(Clusters.of(3), 4);

    Topology joining = after(four, join(4));

    assertThat(joining.epoch()).isEqualTo(four.epoch() + 1);
    assertThat(joining.ring()).isEqualTo(four.ring());
    Transition transition = joining.transition().orElseThrow();
    assertThat(transition.next().partitionsOf(node(4))).hasSize(4);
    Topology joined = after(joining, allDone(joining));
    assertThat(joined.ring()).isEqualTo(transition.next());
    assertThat(joined.transition()).isEmpty();
    assertThat(joined.intents()).isEmpty();
    assertThat(joined.epoch()).isEqualTo(joining.epoch() + 1);
  }

  @Test
  void whatIsTransferredIsNotedOnceAndOnlyForItsEpoch() {
    Topology joining = after(with(Clusters.of(3), 4), join(4));
    int all = joining.transition().orElseThrow().outstanding().size();
    Transfer first = joining.transition().orElseThrow().outstanding().first();
    TreeSet<Transfer> one = new TreeSet<>(List.of(first));
    long epoch = joining.epoch();

    Topology less = after(joining, new TopologyCommand.TransferDone(one, epoch));

    assertThat(less.epoch()).isEqualTo(epoch);
    assertThat(less.transition().orElseThrow().outstanding())
        .hasSize(all - 1)
        .doesNotContain(first);
    assertThat(result(less, new TopologyCommand.TransferDone(one, epoch)))
        .isEqualTo(new TopologyResult.Transferred(epoch, all - 1));
    assertThat(after(less, new TopologyCommand.TransferDone(one, epoch))).isEqualTo(less);
    assertThat(after(joining, new TopologyCommand.TransferDone(one, epoch - 1))).isEqualTo(joining);
  }

  /** What it said it had may have gone with its disk. */
  @Test
  void whoIsToGetPartitionsAndComesInAnotherLifeGetsAllAgain() {
    Topology joining = after(with(Clusters.of(3), 4), join(4));
    TreeSet<Transfer> all = new TreeSet<>(joining.transition().orElseThrow().outstanding());
    TreeSet<Transfer> done = new TreeSet<>(all);
    done.pollLast();
    Topology almost = after(joining, new TopologyCommand.TransferDone(done, joining.epoch()));
    Member known = almost.members().get(node(4));
    Member again = new Member(known.id(), known.life() + 1, known.bus(), known.http(), "");

    Topology reborn = after(almost, TopologyCommand.AddMember.to(almost, again));

    assertThat(reborn.transition().orElseThrow().outstanding()).isEqualTo(all);
    TopologyCommand late = new TopologyCommand.TransferDone(all, joining.epoch());
    assertThat(after(reborn, late)).as("from the life before").isEqualTo(reborn);
    assertThat(after(reborn, allDone(reborn)).transition()).isEmpty();
    assertThat(after(almost, TopologyCommand.AddMember.to(almost, known))).isEqualTo(almost);
  }

  /** What was under way is called off, and all is as it is to be. */
  @Test
  void whoWasToLeaveAndThenToJoinHasJoinedWhenTheTransitionBeginsAnew() {
    Topology leaving = after(Clusters.of(4), new TopologyCommand.Leave(node(4)));
    Topology staying = after(leaving, join(4));
    Member known = staying.members().get(node(3));
    Member again = new Member(known.id(), known.life() + 1, known.bus(), known.http(), "");

    Topology reborn = after(staying, TopologyCommand.AddMember.to(staying, again));

    assertThat(reborn.transition()).isEmpty();
    assertThat(reborn.intents()).isEmpty();
    assertThat(reborn.ring()).isEqualTo(staying.ring());
  }

  @Test
  void aNewcomerTakesOverFromWhoLosesItsPlace() {
    Topology joining = after(with(Clusters.of(3), 4), join(4));

    for (Transfer transfer : joining.transition().orElseThrow().outstanding()) {
      Replicas replicas = joining.replicas(transfer.partition(), 3);
      TreeSet<NodeId> losers = new TreeSet<>(replicas.current().nodes());
      losers.removeAll(replicas.next().orElseThrow().nodes());
      assertThat(transfer.target()).isEqualTo(node(4));
      assertThat(losers).hasSize(1).isEqualTo(joining.sources(transfer));
    }
  }

  @Test
  void oneNodeGrowsToThreeInOneTransition() {
    Topology three = with(Clusters.of(1), 2, 3);

    Topology joining = after(three, join(2, 3));

    assertThat(joining.transition().orElseThrow().outstanding()).hasSize(2 * 16);
    Transfer transfer = new Transfer(new PartitionId(0), 3, node(3));
    assertThat(joining.transition().orElseThrow().outstanding()).contains(transfer);
    assertThat(joining.sources(transfer)).containsExactly(node(1));
    assertThat(joining.replicas(new PartitionId(0), 3).current().nodes()).containsExactly(node(1));
    assertThat(joining.replicas(new PartitionId(0), 3).all())
        .containsExactlyInAnyOrder(node(1), node(2), node(3));
    assertThat(settled(joining).replicas(new PartitionId(0), 3).current().size()).isEqualTo(3);
  }

  @Test
  void whoAsksDuringATransitionJoinsInTheNext() {
    Topology joining = after(with(Clusters.of(3), 4, 5, 6), join(4));

    Topology waiting = after(joining, join(5), join(6));

    assertThat(waiting.epoch()).isEqualTo(joining.epoch());
    assertThat(waiting.transition()).isEqualTo(joining.transition());
    Topology second = after(waiting, allDone(waiting));
    assertThat(second.epoch()).isEqualTo(joining.epoch() + 2);
    assertThat(second.transition().orElseThrow().next().members())
        .contains(node(4), node(5), node(6));
    assertThat(second.ring().members()).contains(node(4)).doesNotContain(node(5), node(6));
  }

  @Test
  void whoLeavesIsAMemberUntilItHoldsNothing() {
    Topology leaving = after(Clusters.allBegun(Clusters.of(4)), new TopologyCommand.Leave(node(4)));

    assertThat(leaving.groups().values())
        .noneMatch(placement -> placement.wanted().contains(node(4)));
    assertThat(result(leaving, new TopologyCommand.Depart(node(4))))
        .isInstanceOf(TopologyResult.Refused.class);
    Topology drained = settled(leaving);
    assertThat(drained.ring().members()).containsExactly(node(1), node(2), node(3));
    assertThat(drained.members()).containsKey(node(4));
    assertThat(result(drained, new TopologyCommand.Depart(node(4))))
        .isEqualTo(new TopologyResult.Removed(node(4)));
    Topology gone = after(drained, new TopologyCommand.Depart(node(4)));
    assertThat(gone.members()).doesNotContainKey(node(4));
    assertThat(gone.intents()).isEmpty();
  }

  @Test
  void aFounderThatLeavesStaysInAGroupThatHasNotBegun() {
    Topology leaving = after(Clusters.of(4), new TopologyCommand.Leave(node(2)));

    boolean holds =
        Clusters.of(4).groups().values().stream().anyMatch(g -> g.wanted().contains(node(2)));
    assertThat(holds).isTrue();
    assertThat(leaving.groups().values()).anyMatch(g -> g.wanted().contains(node(2)));
    assertThat(Clusters.allBegun(leaving).groups().values())
        .noneMatch(g -> g.wanted().contains(node(2)));
  }

  @Test
  void whoChangesItsMindBeforeItBeginsStays() {
    Topology joining = after(with(Clusters.of(3), 4), join(4), new TopologyCommand.Leave(node(2)));

    Topology staying = settled(after(joining, join(2)));

    assertThat(staying.ring().members()).contains(node(2));
    assertThat(staying.intents()).isEmpty();
  }

  @Test
  void whoChangesItsMindTooLateLeavesAndJoinsAgain() {
    Topology leaving = after(Clusters.of(4), new TopologyCommand.Leave(node(4)));

    Topology again = after(leaving, join(4));

    assertThat(again.transition()).isEqualTo(leaving.transition());
    assertThat(settled(again).ring().members()).contains(node(4));
    assertThat(settled(again).intents()).isEmpty();
  }

  @Test
  void aDeadNodesPlaceIsFilledFromAllTheOthers() {
    Topology removing = after(Clusters.of(5), new TopologyCommand.Remove(node(2)));

    for (Transfer transfer : removing.transition().orElseThrow().outstanding()) {
      TreeSet<NodeId> others =
          new TreeSet<>(removing.replicas(transfer.partition(), 3).current().nodes());
      others.remove(node(2));
      assertThat(removing.sources(transfer)).isSubsetOf(others).isNotEmpty();
    }
    assertThat(settled(removing).members()).doesNotContainKey(node(2));
  }

  @Test
  void aTransitionBeginsAnewWithoutWhoIsRemoved() {
    Topology joining = after(with(Clusters.of(3), 4, 5), join(4, 5));

    Topology anew = after(joining, new TopologyCommand.Remove(node(5)));

    assertThat(anew.members()).doesNotContainKey(node(5));
    assertThat(anew.epoch()).isGreaterThan(joining.epoch());
    assertThat(anew.transition().orElseThrow().next().members())
        .containsExactly(node(1), node(2), node(3), node(4));
    assertThat(after(anew, allDone(joining))).isEqualTo(anew);
  }

  @Test
  void aTransitionThatHasNothingLeftToDoIsCalledOff() {
    Topology joining = after(with(Clusters.of(3), 4), join(4));

    Topology off = after(joining, new TopologyCommand.Remove(node(4)));

    assertThat(off.transition()).isEmpty();
    assertThat(off.ring()).isEqualTo(joining.ring());
    assertThat(off.epoch()).isGreaterThan(joining.epoch());
    assertThat(off.members()).doesNotContainKey(node(4));
  }

  @Test
  void whoLeavesAndDiesIsRemoved() {
    Topology leaving = after(Clusters.of(4), new TopologyCommand.Leave(node(4)));

    Topology removing = after(leaving, new TopologyCommand.Remove(node(4)));

    assertThat(removing.epoch()).isGreaterThan(leaving.epoch());
    assertThat(removing.transition().orElseThrow().outstanding())
        .noneMatch(transfer -> removing.sources(transfer).contains(node(4)));
    assertThat(settled(removing).members()).doesNotContainKey(node(4));
  }

  @Test
  void theLastCannotLeave() {
    Topology one = with(Clusters.of(1), 2);

    assertThat(result(one, new TopologyCommand.Leave(node(1))))
        .isInstanceOf(TopologyResult.Refused.class);
    assertThat(result(one, new TopologyCommand.Remove(node(1))))
        .isInstanceOf(TopologyResult.Refused.class);
    Topology replaced = settled(after(one, join(2), new TopologyCommand.Leave(node(1))));
    assertThat(replaced.ring().members()).containsExactly(node(2));
  }

  @Test
  void whoIsBeingRemovedCannotJoinAndStrangersCannotEither() {
    Topology removing = after(Clusters.of(4), new TopologyCommand.Remove(node(4)));

    assertThat(result(removing, join(4))).isInstanceOf(TopologyResult.Refused.class);
    assertThat(result(removing, join(9))).isEqualTo(new TopologyResult.Unknown());
    assertThat(result(removing, new TopologyCommand.Leave(node(4))))
        .isEqualTo(new TopologyResult.Accepted(removing.epoch()));
    assertThat(result(removing, new TopologyCommand.Leave(node(9))))
        .isEqualTo(new TopologyResult.Unknown());
  }

  @Test
  void whenTheClusterShrinksBelowTheReplicasWhoStaysTakesWhatTheLeaverHas() {
    Topology leaving = after(Clusters.of(2), new TopologyCommand.Leave(node(2)));

    assertThat(leaving.transition().orElseThrow().outstanding()).hasSize(16);
    assertThat(leaving.sources(new Transfer(new PartitionId(3), 3, node(1))))
        .containsExactly(node(2));
  }

  @Test
  void bucketsOfDifferentReplicationAreTransferredEach() {
    BucketName five = new BucketName("five");
    BucketSpec spec = new BucketSpec(DataType.OR_SWOT, Consistency.Preset.SESSION, 5);
    Topology topology =
        with(after(Clusters.of(6), new TopologyCommand.CreateBucket(five, spec)), 7);

    Topology joining = after(topology, join(7));

    assertThat(joining.transition().orElseThrow().outstanding())
        .extracting(Transfer::replicas)
        .contains(3, 5);
    Topology dropped = after(joining, new TopologyCommand.DropBucket(five));
    assertThat(dropped.transition().orElseThrow().outstanding())
        .extracting(Transfer::replicas)
        .containsOnly(3);
    assertThat(dropped.epoch()).isEqualTo(joining.epoch());
  }
}
