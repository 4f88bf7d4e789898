package io.kvasir.sim;

import static io.kvasir.sim.GroupCluster.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.MembershipChange;
import io.kvasir.core.consensus.RaftConfig;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Refusal;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.groups.ChangeOutcome;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.SubmitOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What groups promise, one promise at a time, in virtual time. */
class GroupsTest {
  private static final GroupNode.Settings SETTINGS =
      new GroupNode.Settings(2, 4_096, 1_000, RaftConfig.DEFAULT);

  /** Compacts soon, and sends snapshots in many small chunks. */
  private static final GroupNode.Settings SHORT_LOG =
      new GroupNode.Settings(
          1, 4_096, 1_000, new RaftConfig(2, 8, 16, 4096, 4, 16_384, 65_536, 64, 8, 4096, 128));

  private static GroupCluster cluster(int size, int voters, GroupNode.Settings settings) {
    GroupCluster cluster = new GroupCluster(size * 31L + voters, size, settings);
    cluster.found(GROUP, voters);
    cluster.startAll();
    return cluster;
  }

  private static GroupCluster cluster(int size, int voters) {
    return cluster(size, voters, SETTINGS);
  }

  private static SubmitOutcome committed(String result, GroupNode leader) {
    return new SubmitOutcome.Committed(Bytes.utf8(result), leader.id());
  }

  @Test
  void carriesOutCommandsFromEveryNode() {
    GroupCluster cluster = cluster(4, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);

    assertThat(cluster.ask(cluster.node(1), "put a 1")).isEqualTo(committed("ok 1", leader));
    assertThat(cluster.ask(cluster.node(2), "put a 2")).isEqualTo(committed("ok 2", leader));
    assertThat(cluster.ask(cluster.node(3), "put a 3")).isEqualTo(committed("ok 3", leader));
    assertThat(cluster.ask(cluster.node(4), "put a 4")).isEqualTo(committed("ok 4", leader));
    assertThat(cluster.ask(cluster.node(4), "swap a 3 5")).isEqualTo(committed("no", leader));
    for (GroupNode node : cluster.nodes()) {
      assertThat(GroupCluster.valueIn(cluster.look(node, "a", true), "a")).contains("4");
    }
  }

  @Test
  void commandsWaitForTheFirstLeader() {
    GroupCluster cluster = cluster(4, 3);
    cluster.run(300);

    List<GroupCluster.Answer<SubmitOutcome>> answers = new ArrayList<>();
    for (GroupNode node : cluster.nodes()) {
      answers.add(cluster.submit(node, "put " + node.id() + " 1"));
    }
    cluster.await("all", () -> answers.stream().allMatch(GroupCluster.Answer::isHere));

    assertThat(answers).allMatch(answer -> answer.outcome() instanceof SubmitOutcome.Committed);
  }

  @Test
  void commandsAndReadsWaitForAReplicaThatIsAboutToBegin() {
    GroupCluster cluster = new GroupCluster(3, 1, SETTINGS);
    cluster.startAll();
    GroupNode node = cluster.node(1);
    cluster.found(GROUP, 1);

    GroupCluster.Answer<SubmitOutcome> command = cluster.submit(node, "put a 1");
    GroupCluster.Answer<RowsOutcome> read = cluster.read(node, "a", true, 5_000);
    cluster.await("both", () -> command.isHere() && read.isHere());

    assertThat(command.outcome()).isEqualTo(committed("ok 1", node));
    assertThat(read.outcome()).isInstanceOf(RowsOutcome.Rows.class);
  }

  @Test
  void goesOnWithinASecondWhenTheLeaderIsLost() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    cluster.ask(leader, "put a 1");
    leader.crash();
    long lost = cluster.agenda().now();

    GroupNode other = cluster.others(leader).getFirst();
    boolean isAcknowledged = false;
    while (!isAcknowledged) {
      GroupCluster.Answer<SubmitOutcome> answer = cluster.submit(other, "put a 2", 200);
      cluster.await("an answer", answer::isHere);
      isAcknowledged = answer.outcome() instanceof SubmitOutcome.Committed;
    }

    assertThat(cluster.agenda().now() - lost).isLessThan(1_500_000);
    assertThat(GroupCluster.valueIn(cluster.look(other, "a", true), "a")).contains("2");
  }

  @Test
  void refusesAtOnceWithoutAMajority() {
    GroupCluster cluster = cluster(4, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    cluster.ask(leader, "put a 1");
    List<GroupNode> lost =
        cluster.nodes().subList(0, 3).stream().filter(node -> node != leader).toList();
    lost.forEach(GroupNode::crash);
    cluster.run(1_500);

    for (GroupNode node : List.of(leader, cluster.node(4))) {
      long asked = cluster.agenda().now();
      assertThat(cluster.ask(node, "put a 2"))
          .isEqualTo(new SubmitOutcome.NotApplied(new GroupRefusal.NoMajority(1, 2)));
      assertThat(cluster.look(node, "a", true))
          .isEqualTo(new RowsOutcome.NotRead(new GroupRefusal.NoMajority(1, 2)));
      assertThat(cluster.agenda().now() - asked).isLessThan(100_000);
      assertThat(GroupCluster.valueIn(cluster.look(node, "a", false), "a")).contains("1");
    }
    lost.getFirst().start();
    cluster.awaitLeader(GROUP);
    assertThat(cluster.ask(leader, "put a 3")).isInstanceOf(SubmitOutcome.Committed.class);
  }

  @Test
  void leavesTheLeadToOthersWhereAStateIsDamaged() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    cluster.ask(leader, "put a 1");

    leader.disk().damage(GROUP);

    for (GroupNode node : cluster.nodes()) {
      assertThat(GroupCluster.valueIn(cluster.look(node, "a", true), "a")).contains("1");
    }
    assertThat(leader.groups().status(GROUP).orElseThrow().condition())
        .isEqualTo(GroupStatus.Condition.DAMAGED);
    assertThat(cluster.ask(leader, "put a 2")).isInstanceOf(SubmitOutcome.Committed.class);
  }

  @Test
  void waitsForNothingOnceNoMajorityIsInReach() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    List<GroupNode> lost = cluster.others(leader);
    GroupCluster.Answer<SubmitOutcome> answer = cluster.submit(leader, "put a 1", 60_000);
    lost.forEach(GroupNode::crash);
    long asked = cluster.agenda().now();

    cluster.await("an answer", answer::isHere);

    assertThat(answer.outcome()).isInstanceOf(SubmitOutcome.Unknown.class);
    assertThat(cluster.agenda().now() - asked).isLessThan(5_000_000);
  }

  @Test
  void doesNotKnowWhatBecameOfACommandThatItsLeaderTookAway() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    GroupNode other = cluster.others(leader).getFirst();
    cluster.isolate(leader);

    GroupCluster.Answer<SubmitOutcome> here = cluster.submit(leader, "put a 1", 3_000);
    GroupCluster.Answer<SubmitOutcome> away = cluster.submit(other, "put a 2", 3_000);
    cluster.await("both", () -> here.isHere() && away.isHere());

    assertThat(here.outcome()).isInstanceOf(SubmitOutcome.Unknown.class);
    assertThat(away.outcome()).isInstanceOf(SubmitOutcome.Unknown.class);
  }

  @Test
  void triesAgainWhatAnotherLeaderReplaced() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode old = cluster.awaitLeader(GROUP);
    GroupNode other = cluster.others(old).getFirst();
    cluster.isolate(old);

    GroupCluster.Answer<SubmitOutcome> answer = cluster.submit(old, "put a 1", 9_000);
    cluster.await(
        "another leader", () -> cluster.leader(GROUP).filter(leader -> leader != old).isPresent());
    cluster.ask(other, "put b 1");
    cluster.weather().clear();
    cluster.await("the answer", answer::isHere);

    assertThat(answer.outcome()).isEqualTo(committed("ok 2", cluster.leader(GROUP).orElseThrow()));
  }

  @Test
  void aRepeatedMessageIsNotARepeatedCommand() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    GroupNode other = cluster.others(leader).getFirst();
    cluster.ask(other, "put a 1");
    GroupMessage.Submit submit = cluster.submits().getFirst();

    leader.groups().receive(other.id(), submit);
    cluster.run(100);
    assertThat(cluster.ask(other, "put a 2")).isEqualTo(committed("ok 2", leader));

    leader.crash();
    leader.start();
    cluster.others(leader).forEach(GroupNode::crash);
    cluster.others(leader).forEach(GroupNode::start);
    for (int i = 0; i < 30; i++) {
      cluster.nodes().forEach(node -> node.groups().receive(other.id(), submit));
      cluster.run(100);
    }
    cluster.awaitLeader(GROUP);
    assertThat(cluster.ask(other, "put a 3"))
        .isEqualTo(committed("ok 3", cluster.leader(GROUP).orElseThrow()));
  }

  @Test
  void keepsAllThatWasAnsweredWhenAllNodesCrash() {
    GroupCluster cluster = cluster(3, 3);
    cluster.awaitLeader(GROUP);
    for (int i = 1; i <= 40; i++) {
      assertThat(cluster.ask(cluster.node(1 + i % 3), "put k" + i + " " + i))
          .isInstanceOf(SubmitOutcome.Committed.class);
    }

    cluster.nodes().forEach(GroupNode::crash);
    cluster.nodes().forEach(GroupNode::start);
    cluster.awaitLeader(GROUP);

    for (int i = 1; i <= 40; i++) {
      String key = "k" + i;
      assertThat(GroupCluster.valueIn(cluster.look(cluster.node(1 + i % 3), key, true), key))
          .contains(Integer.toString(i));
    }
    assertThat(cluster.ask(cluster.node(1), "put a 1"))
        .isEqualTo(committed("ok 41", cluster.leader(GROUP).orElseThrow()));
  }

  @Test
  void aNewcomerLearnsBySnapshotAndVotes() {
    GroupCluster cluster = cluster(4, 3, SHORT_LOG);
    GroupNode leader = cluster.awaitLeader(GROUP);
    for (int i = 1; i <= 60; i++) {
      cluster.ask(leader, "put k" + i + " " + i);
    }
    GroupNode newcomer = cluster.node(4);
    newcomer.host(GROUP, GroupCluster.replica(newcomer, 5), LogStart.founding(Membership.NONE));

    assertThat(
            cluster.change(
                leader, new MembershipChange.AddLearner(GroupCluster.replica(newcomer, 5))))
        .isEqualTo(new ChangeOutcome.Changed());
    cluster.await("the newcomer catches up", () -> applied(cluster, newcomer) >= 60);
    assertThat(
            cluster.change(leader, new MembershipChange.Promote(GroupCluster.replica(newcomer, 5))))
        .isEqualTo(new ChangeOutcome.Changed());

    assertThat(cluster.census().observed("SnapshotInstalled")).isPositive();
    cluster.others(newcomer).stream()
        .filter(node -> node != leader)
        .findFirst()
        .orElseThrow()
        .crash();
    assertThat(cluster.ask(newcomer, "put a 1")).isEqualTo(committed("ok 61", leader));
    assertThat(GroupCluster.valueIn(cluster.look(newcomer, "k7", true), "k7")).contains("7");
    assertThat(GroupCluster.valueIn(cluster.look(newcomer, "k7", false), "k7")).contains("7");
  }

  private static long applied(GroupCluster cluster, GroupNode node) {
    return cluster.status(node, GROUP).map(RaftStatus::applied).orElse(0L);
  }

  @Test
  void aReplicaWithoutItsDiskIsBegunAnewAndTheOldOneRemoved() {
    GroupCluster cluster = cluster(3, 3, SHORT_LOG);
    GroupNode leader = cluster.awaitLeader(GROUP);
    for (int i = 1; i <= 40; i++) {
      cluster.ask(leader, "put k" + i + " " + i);
    }
    GroupNode victim = cluster.others(leader).getFirst();
    victim.crash();
    victim.replaceDisk();
    victim.host(GROUP, GroupCluster.replica(victim, 2), LogStart.founding(Membership.NONE));
    victim.start();

    cluster.change(leader, new MembershipChange.Remove(GroupCluster.replica(victim, 1)));
    cluster.change(leader, new MembershipChange.AddLearner(GroupCluster.replica(victim, 2)));
    cluster.await("it catches up", () -> applied(cluster, victim) >= 40);
    assertThat(
            cluster.change(leader, new MembershipChange.Promote(GroupCluster.replica(victim, 2))))
        .isEqualTo(new ChangeOutcome.Changed());

    assertThat(GroupCluster.valueIn(cluster.look(victim, "k9", true), "k9")).contains("9");
  }

  @Test
  void changesMembersOnlyWhereItLeads() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    GroupNode other = cluster.others(leader).getFirst();

    ChangeOutcome outcome =
        cluster.change(other, new MembershipChange.Remove(GroupCluster.replica(other, 1)));

    assertThat(outcome)
        .isEqualTo(
            new ChangeOutcome.Refused(
                Refusal.NOT_LEADER, Optional.of(GroupCluster.replica(leader, 1))));
  }

  @Test
  void handsOverLeadership() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    GroupNode heir = cluster.others(leader).getFirst();

    leader.groups().transfer(GROUP, GroupCluster.replica(heir, 1));

    cluster.await("the heir leads", 500, () -> cluster.leader(GROUP).equals(Optional.of(heir)));
  }

  @Test
  void aStaleReadMaySeeThePastAndALinearizableOneDoesNot() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    GroupNode far = cluster.others(leader).getFirst();
    GroupNode near = cluster.others(leader).getLast();
    cluster.ask(leader, "put a 1");
    cluster.run(200);
    cluster.isolate(far);
    cluster.ask(near, "put a 2");

    assertThat(GroupCluster.valueIn(cluster.look(far, "a", false), "a")).contains("1");
    GroupCluster.Answer<RowsOutcome> fresh = cluster.read(far, "a", true, 1_000);
    cluster.await("an answer", fresh::isHere);
    assertThat(fresh.outcome()).isNotInstanceOf(RowsOutcome.Rows.class);
    cluster.weather().clear();
    assertThat(GroupCluster.valueIn(cluster.look(far, "a", true), "a")).contains("2");
  }

  @Test
  void aLeaderThatWasReplacedDoesNotAnswerFromThePast() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode old = cluster.awaitLeader(GROUP);
    cluster.ask(old, "put a 1");
    cluster.isolate(old);
    cluster.await(
        "another leader", () -> cluster.leader(GROUP).filter(leader -> leader != old).isPresent());
    cluster.ask(cluster.others(old).getFirst(), "put a 2");

    GroupCluster.Answer<RowsOutcome> fresh = cluster.read(old, "a", true, 300);
    cluster.await("an answer", fresh::isHere);

    assertThat(fresh.outcome()).isNotInstanceOf(RowsOutcome.Rows.class);
  }

  @Test
  void aReplicaWhoseDiskFailsStopsAndSaysSo() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    leader.diskWeather().syncFails = true;

    GroupCluster.Answer<SubmitOutcome> answer = cluster.submit(leader, "put a 1");
    cluster.await("the answer", answer::isHere);
    cluster.await(
        "its end",
        () ->
            leader.groups().status(GROUP).orElseThrow().condition()
                == GroupStatus.Condition.STOPPED);
    GroupNode other = cluster.others(leader).getFirst();

    // The others have it on their disks, and are a majority; it may have stopped before it heard
    // so.
    assertThat(answer.outcome()).isIn(committed("ok 1", leader), new SubmitOutcome.Unknown());
    assertThat(GroupCluster.valueIn(cluster.look(other, "a", true), "a")).contains("1");
    assertThat(cluster.ask(other, "put a 2")).isInstanceOf(SubmitOutcome.Committed.class);
    assertThat(cluster.ask(leader, "put a 3")).isInstanceOf(SubmitOutcome.Committed.class);
    assertThat(GroupCluster.valueIn(cluster.look(leader, "a", true), "a")).contains("3");
    assertThat(GroupCluster.valueIn(cluster.look(leader, "a", false), "a")).isPresent();
  }

  @Test
  void readsThatFailAreTriedAgain() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    leader.diskWeather().readFaultPercent = 100;

    GroupCluster.Answer<SubmitOutcome> answer = cluster.submit(leader, "put a 1");
    cluster.run(300);
    assertThat(answer.isHere()).isFalse();
    leader.diskWeather().clear();

    cluster.await("the answer", answer::isHere);
    assertThat(answer.outcome()).isEqualTo(committed("ok 1", leader));
  }

  @Test
  void aRetiredReplicaIsGoneAndItsNodeGoesElsewhere() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    GroupNode leaver = cluster.others(leader).getFirst();
    cluster.change(leader, new MembershipChange.Remove(GroupCluster.replica(leaver, 1)));

    leaver.retire(GROUP);
    cluster.run(100);

    assertThat(leaver.groups().status(GROUP)).isEmpty();
    assertThat(leaver.disk().live().groups()).doesNotContainKey(GROUP);
    assertThat(cluster.ask(leaver, "put a 1")).isEqualTo(committed("ok 1", leader));
  }

  @Test
  void aGroupThatNobodyKnowsIsRefused() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode node = cluster.node(1);
    GroupCluster.Answer<SubmitOutcome> answer = new GroupCluster.Answer<>();

    node.groups().submit(new GroupId(8), Bytes.utf8("put a 1"), 1_000, answer);
    cluster.run(1);

    assertThat(answer.outcome())
        .isEqualTo(new SubmitOutcome.NotApplied(new GroupRefusal.NoReplica()));
  }

  @Test
  void takesInNoMoreThanItsBound() {
    GroupCluster cluster = cluster(3, 3, new GroupNode.Settings(1, 4_096, 4, RaftConfig.DEFAULT));
    GroupNode leader = cluster.awaitLeader(GROUP);

    List<GroupCluster.Answer<SubmitOutcome>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(cluster.submit(leader, "put a " + i));
    }
    cluster.await("all", () -> answers.stream().allMatch(GroupCluster.Answer::isHere));

    assertThat(answers.stream().filter(a -> a.outcome() instanceof SubmitOutcome.Committed))
        .hasSize(4);
    assertThat(
            answers.stream()
                .filter(
                    answer ->
                        answer
                            .outcome()
                            .equals(new SubmitOutcome.NotApplied(new GroupRefusal.Overloaded()))))
        .hasSize(6);
    assertThat(cluster.ask(leader, "put a x")).isInstanceOf(SubmitOutcome.Committed.class);
  }

  @Test
  void commandsOfOneTurnShareAWrite() {
    GroupCluster cluster = cluster(3, 3);
    GroupNode leader = cluster.awaitLeader(GROUP);
    cluster.run(100);
    int before = leader.disk().unsynced();

    List<GroupCluster.Answer<SubmitOutcome>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(cluster.submit(leader, "put a " + i));
    }
    cluster.await("a write", () -> leader.disk().unsynced() > before);

    assertThat(leader.disk().unsynced() - before).isLessThanOrEqualTo(2);
    cluster.await("all", () -> answers.stream().allMatch(GroupCluster.Answer::isHere));
  }

  @Test
  void idleGroupsShareTheirHeartbeats() {
    GroupCluster cluster = new GroupCluster(5, 3, SETTINGS);
    List<GroupId> groups = LongStream.rangeClosed(1, 40).mapToObj(GroupId::new).toList();
    groups.forEach(group -> cluster.found(group, 3));
    cluster.startAll();
    groups.forEach(cluster::awaitLeader);
    cluster.run(1_000);
    long before = cluster.sent();

    cluster.run(10_000);

    assertThat((cluster.sent() - before) / 10).isLessThan(500);
    assertThat(groups).allMatch(group -> cluster.leader(group).isPresent());
  }
}
