package io.kvasir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Founded;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.Ordinance;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.core.topology.Transition;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SharesTest {
  private static final NodeId GOER = new NodeId("n4");
  private static final Topology FOUNDED =
      Founded.cluster(8, List.of(new NodeId("n1"), new NodeId("n2"), new NodeId("n3"), GOER));
  private static final Topology LEAVING = after(FOUNDED, new TopologyCommand.Leave(GOER));
  private static final Topology LEFT = settled(LEAVING);
  private static final Topology JOINING =
      after(LEFT, new TopologyCommand.Join(new TreeSet<>(List.of(GOER))));

  @Test
  void nothingIsLostBeforeTheNextHaveIt() {
    assertThat(lost(FOUNDED, LEAVING)).isEmpty();
    assertThat(lost(LEAVING, LEFT)).isEqualTo(Shares.of(FOUNDED, GOER)).isNotEmpty();
  }

  @Test
  void whatIsAboutToBeHeldIsNotLost() {
    assertThat(lost(LEFT, JOINING)).isEmpty();
    assertThat(lost(JOINING, settled(JOINING))).isEmpty();
  }

  /** Its copy is of the time before; what was removed since then would come back. */
  @Test
  void whoMissedThatItLostAShareAndIsAboutToGetItAgainLostIt() {
    SortedSet<Share> both = Shares.of(FOUNDED, GOER);
    both.retainAll(Shares.of(JOINING, GOER));

    assertThat(both).isNotEmpty();
    assertThat(lost(FOUNDED, JOINING)).containsAll(both);
    assertThat(lost(LEAVING, JOINING)).containsAll(both);
  }

  private static SortedSet<Share> lost(Topology before, Topology next) {
    return Shares.lost(before, next, GOER);
  }

  private static Topology after(Topology topology, TopologyCommand command) {
    return Ordinance.apply(topology, command).topology();
  }

  private static Topology settled(Topology topology) {
    Transition change = topology.transition().orElseThrow();
    return after(
        topology, new TopologyCommand.TransferDone(change.outstanding(), topology.epoch()));
  }
}
