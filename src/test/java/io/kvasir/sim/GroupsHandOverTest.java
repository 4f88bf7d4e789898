package io.kvasir.sim;

import static io.kvasir.sim.GroupCluster.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.consensus.HandOver;
import io.kvasir.core.consensus.RaftConfig;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.engine.port.SubmitOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a node that is about to stop gives away what it leads, in virtual time. */
class GroupsHandOverTest {
  private static final GroupNode.Settings SETTINGS =
      new GroupNode.Settings(2, 4_096, 1_000, RaftConfig.DEFAULT);

  /** An election takes at least eight ticks of 50 ms. */
  private static final long ELECTION_MILLIS = 400;

  private static final long PATIENCE_MILLIS = 2 * ELECTION_MILLIS;

  private final GroupCluster cluster = new GroupCluster(97, 3, SETTINGS);
  private final HandOver handOver = new HandOver(PATIENCE_MILLIS);

  private GroupNode begin() {
    cluster.found(GROUP, 3);
    cluster.startAll();
    return cluster.awaitLeader(GROUP);
  }

  private void handOver(GroupNode node, long withinMillis) {
    cluster.await(
        "nothing to hand over",
        withinMillis,
        () -> {
          node.groups().handOver(handOver);
          return handOver.isOver();
        });
  }

  private long term(GroupNode node) {
    return cluster.status(node, GROUP).map(RaftStatus::term).orElse(0L);
  }

  @Test
  void anotherLeadsBeforeAnybodyWouldHaveMissedTheLeader() {
    GroupNode old = begin();
    assertThat(cluster.ask(old, "put a 1")).isInstanceOf(SubmitOutcome.Committed.class);
    long term = term(old);
    List<GroupCluster.Answer<SubmitOutcome>> answers =
        cluster.others(old).stream()
            .map(node -> cluster.submit(node, "put " + node.id() + " 1"))
            .toList();

    handOver(old, ELECTION_MILLIS);

    cluster.await("all", () -> answers.stream().allMatch(GroupCluster.Answer::isHere));
    assertThat(answers).allMatch(answer -> answer.outcome() instanceof SubmitOutcome.Committed);
    assertThat(cluster.awaitLeader(GROUP)).isNotSameAs(old);
    assertThat(term(old)).isEqualTo(term + 1);
    assertThat(handOver.kept()).isZero();
  }

  @Test
  void whoDoesNotTakeItIsFollowedByWhoDoes() {
    GroupNode old = begin();
    cluster.ask(old, "put a 1");
    cluster.run(200);
    GroupNode deaf = cluster.others(old).getFirst();
    GroupNode heir = cluster.others(old).getLast();
    cluster.weather().cuts.add(new SimNetwork.Link(deaf.id(), heir.id()));
    cluster.weather().cuts.add(new SimNetwork.Link(deaf.id(), old.id()));

    handOver(old, 3 * PATIENCE_MILLIS);

    cluster.await("the other leads", () -> cluster.leader(GROUP).filter(heir::equals).isPresent());
  }

  @Test
  void aLeaderThatReachesNobodyIsThroughWhenThatShows() {
    GroupNode old = begin();
    cluster.isolate(old);

    handOver(old, 3 * PATIENCE_MILLIS);

    assertThat(cluster.status(old, GROUP).orElseThrow().self().node()).isEqualTo(old.id());
  }
}
