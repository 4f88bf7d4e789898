package io.kvasir.core.topology;

import static io.kvasir.core.topology.Clusters.after;
import static io.kvasir.core.topology.Clusters.allBegun;
import static io.kvasir.core.topology.Clusters.join;
import static io.kvasir.core.topology.Clusters.member;
import static io.kvasir.core.topology.Clusters.node;
import static io.kvasir.core.topology.Clusters.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.topology.Progress.Stage;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsherTest {
  private static final Topology FIVE =
      after(Clusters.of(3), Clusters.coming(member(4)), Clusters.coming(member(5)));

  @Test
  void allMembersThatOwnNothingJoinTogether() {
    assertThat(Usher.due(FIVE, node -> true, node -> false, true)).containsExactly(join(4, 5));
    assertThat(Usher.due(after(FIVE, join(4, 5)), node -> true, node -> false, true)).isEmpty();
  }

  @Test
  void whoCannotBeReachedOrIsToLeaveIsLeftOut() {
    assertThat(Usher.due(FIVE, node -> !node.equals(node(5)), node -> false, true))
        .containsExactly(join(4));
    Topology leaving = after(FIVE, new TopologyCommand.Leave(node(4)));
    assertThat(Usher.due(leaving, node -> true, node -> false, true)).containsExactly(join(5));
    assertThat(Usher.due(FIVE, node -> true, node -> false, false)).isEmpty();
  }

  @Test
  void theLostAreRemovedOnce() {
    TopologyCommand removal = new TopologyCommand.Remove(node(2));

    assertThat(Usher.due(FIVE, node -> true, node(2)::equals, false)).containsExactly(removal);
    assertThat(Usher.due(after(FIVE, removal), node -> true, node(2)::equals, false)).isEmpty();
  }

  @Test
  void whoHoldsNothingMoreParts() {
    Topology leaving = after(allBegun(Clusters.of(4)), new TopologyCommand.Leave(node(4)));

    assertThat(Usher.parting(leaving, node(4))).isEmpty();
    assertThat(Usher.parting(settled(leaving), node(4)))
        .contains(new TopologyCommand.Depart(node(4)));
    assertThat(Usher.parting(settled(leaving), node(3))).isEmpty();
  }

  @Test
  void progressIsReadFromTheTopology() {
    Topology joining = after(FIVE, join(4));
    int outstanding = joining.transition().orElseThrow().outstanding().size();
    Topology queued = after(joining, join(5));

    assertThat(Progress.of(FIVE, Intent.JOIN, node(4))).isEmpty();
    assertThat(Progress.of(queued, Intent.JOIN, node(4)))
        .contains(new Progress(Stage.TRANSFERRING, outstanding));
    assertThat(Progress.of(queued, Intent.JOIN, node(5))).contains(new Progress(Stage.WAITING, 0));
    assertThat(Progress.of(settled(queued), Intent.JOIN, node(5)))
        .contains(new Progress(Stage.DONE, 0));
  }

  @Test
  void aLeaveIsDoneWhenTheMemberIsGone() {
    Topology leaving = after(allBegun(Clusters.of(4)), new TopologyCommand.Leave(node(4)));
    Topology drained = settled(leaving);

    assertThat(stage(leaving)).contains(Stage.TRANSFERRING);
    assertThat(stage(drained)).contains(Stage.DRAINING);
    assertThat(stage(after(drained, new TopologyCommand.Depart(node(4))))).contains(Stage.DONE);
    assertThat(stage(Clusters.of(4))).isEmpty();
  }

  private static Optional<Stage> stage(Topology topology) {
    return Progress.of(topology, Intent.LEAVE, node(4)).map(Progress::stage);
  }
}
