package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadCoordinator.Effect;
import io.kvasir.core.replication.ReadCoordinator.Event;
import io.kvasir.core.ring.PreferenceList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One test per row of the coordinator's transition table, and what must not happen between. */
class ReadCoordinatorTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final PreferenceList REPLICAS = new PreferenceList(List.of(B, A, C));
  private static final Crdt ONE = PnCounter.BOTTOM.adjust(new Actor(1), 1);
  private static final Crdt TWO = PnCounter.BOTTOM.adjust(new Actor(2), 2);
  private static final Crdt BOTH = Crdt.join(ONE, TWO);

  private final ReadCoordinator quorum = reading(2);

  @Test
  void asksAllAtOnceTheLocalReplicaFirst() {
    assertThat(quorum.start(nodes())).containsExactly(fetch(A), fetch(B), fetch(C));
  }

  @Test
  void withOneNeededAsksOneAtATime() {
    ReadCoordinator single = reading(1);

    assertThat(single.start(nodes())).containsExactly(fetch(A));
    assertThat(single.on(new Event.ReplicaFailed(A))).containsExactly(fetch(B));
    assertThat(single.on(new Event.ReplicaFailed(B))).containsExactly(fetch(C));
    assertThat(single.on(new Event.ReplicaFailed(C)))
        .containsExactlyElementsOf(ended(new ReadOutcome.QuorumUnavailable(0, 1)));
  }

  @Test
  void asksNobodyWhoIsOutOfReach() {
    assertThat(quorum.start(nodes(B))).containsExactly(fetch(A), fetch(C));
  }

  @Test
  void failsAtOnceWhenTheQuorumIsOutOfReach() {
    assertThat(quorum.start(nodes(B, C)))
        .containsExactlyElementsOf(ended(new ReadOutcome.QuorumUnavailable(0, 2)));
    assertThat(quorum.isClosed()).isTrue();
  }

  @Test
  void aNodeThatIsNoReplicaAsksInTheListsOrder() {
    ReadCoordinator elsewhere =
        Coordinators.read(new NodeId("d"), REPLICAS, DataType.PN_COUNTER, 2);

    assertThat(elsewhere.start(nodes())).containsExactly(fetch(B), fetch(A), fetch(C));
  }

  @Test
  void answersTheJoinAtTheRthAnswer() {
    asking(quorum);

    assertThat(quorum.on(answered(C, ONE))).isEmpty();
    assertThat(quorum.on(answered(B, TWO)))
        .containsExactlyElementsOf(ended(new ReadOutcome.Answered(BOTH)));
    assertThat(quorum.isClosed()).isFalse();
  }

  @Test
  void anAbsentKeyIsAnAnswer() {
    asking(quorum);

    assertThat(quorum.on(new Event.ReplicaAnswered(A, Optional.empty()))).isEmpty();
    assertThat(quorum.on(new Event.ReplicaAnswered(B, Optional.empty())))
        .containsExactlyElementsOf(ended(new ReadOutcome.Answered(PnCounter.BOTTOM)));
  }

  @Test
  void anAnswerCountsOnceAndOnlyWhenItWasAskedFor() {
    asking(quorum);

    assertThat(quorum.on(answered(B, ONE))).isEmpty();
    assertThat(quorum.on(answered(B, ONE))).isEmpty();
    assertThat(quorum.on(answered(new NodeId("stranger"), ONE))).isEmpty();
    assertThat(quorum.isClosed()).isFalse();
  }

  @Test
  void repairsEveryStaleReplicaOnceAllHaveAnswered() {
    asking(quorum);
    assertThat(quorum.on(answered(A, BOTH))).isEmpty();
    assertThat(quorum.on(answered(B, ONE))).hasSize(2);

    assertThat(quorum.on(new Event.ReplicaAnswered(C, Optional.empty())))
        .containsExactly(
            new Effect.SendRepair(B, BOTH),
            repaired(B),
            new Effect.SendRepair(C, BOTH),
            repaired(C));
    assertThat(quorum.isClosed()).isTrue();
  }

  @Test
  void repairsNobodyWhoKnowsAll() {
    asking(quorum);
    assertThat(quorum.on(answered(A, BOTH))).isEmpty();
    assertThat(quorum.on(answered(B, BOTH))).hasSize(2);

    assertThat(quorum.on(answered(C, BOTH))).isEmpty();
    assertThat(quorum.isClosed()).isTrue();
  }

  @Test
  void aLateFailureOrTheDeadlineEndsTheWaitForTheRest() {
    for (Event last : List.of(new Event.ReplicaFailed(C), new Event.DeadlineExpired())) {
      ReadCoordinator read = reading(2);
      asking(read);
      assertThat(read.on(answered(A, ONE))).isEmpty();
      assertThat(read.on(answered(B, BOTH))).hasSize(2);

      assertThat(read.on(last)).containsExactly(new Effect.SendRepair(A, BOTH), repaired(A));
      assertThat(read.isClosed()).isTrue();
    }
  }

  @Test
  void failsOnceTheQuorumCannotBeReachedAnyMore() {
    asking(quorum);
    assertThat(quorum.on(answered(A, ONE))).isEmpty();
    assertThat(quorum.on(new Event.ReplicaFailed(B))).isEmpty();
    assertThat(quorum.on(new Event.ReplicaFailed(B))).isEmpty();

    assertThat(quorum.on(new Event.ReplicaFailed(C)))
        .containsExactlyElementsOf(ended(new ReadOutcome.QuorumUnavailable(1, 2)));
    assertThat(quorum.on(answered(C, ONE))).isEmpty();
  }

  @Test
  void theDeadlineEndsAReadWithoutAQuorum() {
    asking(quorum);
    assertThat(quorum.on(answered(A, ONE))).isEmpty();

    assertThat(quorum.on(new Event.DeadlineExpired()))
        .containsExactlyElementsOf(ended(new ReadOutcome.TimedOut(1, 2)));
    assertThat(quorum.isClosed()).isTrue();
  }

  @Test
  void statesOfDifferentTypesAreAConflictThatNoRepairTouches() {
    asking(quorum);
    assertThat(quorum.on(answered(A, ONE))).isEmpty();

    assertThat(quorum.on(answered(B, LwwRegister.BOTTOM)))
        .containsExactlyElementsOf(ended(new ReadOutcome.Conflicting()));
    assertThat(quorum.on(answered(C, BOTH))).isEmpty();
    assertThat(quorum.isClosed()).isTrue();
  }

  @Test
  void inASessionShowsAtOnceWhatEnoughHold() {
    ReadCoordinator session = asked(inSession());
    assertThat(session.on(answered(A, BOTH))).isEmpty();

    assertThat(session.on(answered(B, BOTH)))
        .containsExactlyElementsOf(ended(new ReadOutcome.Answered(BOTH)));
  }

  @Test
  void inASessionTellsThoseWhoHoldLessBeforeItShowsIt() {
    ReadCoordinator session = asked(inSession());
    assertThat(session.on(answered(A, ONE))).isEmpty();

    assertThat(session.on(answered(B, TWO)))
        .containsExactly(
            new Effect.SendWriteBack(A, BOTH),
            repaired(A),
            new Effect.SendWriteBack(B, BOTH),
            repaired(B));
    assertThat(session.isAsking()).isTrue();
    assertThat(session.on(new Event.ReplicaMerged(A))).isEmpty();
    assertThat(session.on(new Event.ReplicaMerged(C))).isEmpty();
    assertThat(session.on(new Event.ReplicaMerged(B)))
        .containsExactlyElementsOf(ended(new ReadOutcome.Answered(BOTH)));
    assertThat(session.isAsking()).isFalse();
  }

  @Test
  void inASessionOneWhoAnswersLateMayStandInForOneWhoFailed() {
    ReadCoordinator session = asked(inSession());
    assertThat(session.on(answered(A, BOTH))).isEmpty();
    assertThat(session.on(answered(B, ONE))).hasSize(2);
    assertThat(session.on(new Event.ReplicaFailed(B))).isEmpty();

    assertThat(session.on(answered(C, BOTH)))
        .containsExactlyElementsOf(ended(new ReadOutcome.Answered(BOTH)));
  }

  @Test
  void inASessionFailsWhenTooFewWillHoldIt() {
    ReadCoordinator session = asked(inSession());
    assertThat(session.on(answered(A, BOTH))).isEmpty();
    assertThat(session.on(answered(B, ONE))).hasSize(2);
    assertThat(session.on(new Event.ReplicaFailed(C))).isEmpty();

    assertThat(session.on(new Event.ReplicaFailed(B)))
        .containsExactlyElementsOf(ended(new ReadOutcome.QuorumUnavailable(1, 2)));
    assertThat(session.isClosed()).isTrue();
  }

  @Test
  void inASessionTheDeadlineEndsTheTelling() {
    ReadCoordinator session = asked(inSession());
    assertThat(session.on(answered(A, BOTH))).isEmpty();
    assertThat(session.on(answered(B, ONE))).hasSize(2);

    assertThat(session.on(new Event.DeadlineExpired()))
        .containsExactlyElementsOf(ended(new ReadOutcome.TimedOut(1, 2)));
    assertThat(session.isClosed()).isTrue();
  }

  @Test
  void nobodyIsRepairedWithWhatHeWasTold() {
    ReadCoordinator session = asked(inSession());
    assertThat(session.on(answered(A, BOTH))).isEmpty();
    assertThat(session.on(answered(B, ONE))).hasSize(2);
    assertThat(session.on(new Event.ReplicaMerged(B))).hasSize(2);

    assertThat(session.on(answered(C, TWO)))
        .containsExactly(new Effect.SendRepair(C, BOTH), repaired(C));
    assertThat(session.isClosed()).isTrue();
  }

  private static ReadCoordinator inSession() {
    return Coordinators.read(A, REPLICAS, DataType.PN_COUNTER, 2, 2);
  }

  private static ReadCoordinator asked(ReadCoordinator coordinator) {
    asking(coordinator);
    return coordinator;
  }

  @Test
  void aReadNeedsAtLeastOneAnswer() {
    assertThatThrownBy(() -> reading(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static ReadCoordinator reading(int needed) {
    return Coordinators.read(A, REPLICAS, DataType.PN_COUNTER, needed);
  }

  private static void asking(ReadCoordinator coordinator) {
    assertThat(coordinator.start(nodes())).hasSize(3);
  }

  private static Event answered(NodeId replica, Crdt state) {
    return new Event.ReplicaAnswered(replica, Optional.of(state));
  }

  private static Effect fetch(NodeId replica) {
    return new Effect.SendFetch(replica);
  }

  private static Effect repaired(NodeId replica) {
    return new Effect.Observed(new ReplicationObservation.ReplicaRepaired(replica));
  }

  private static List<Effect> ended(ReadOutcome outcome) {
    return List.of(
        new Effect.Complete(outcome),
        new Effect.Observed(new ReplicationObservation.ReadEnded(outcome)));
  }

  private static SortedSet<NodeId> nodes(NodeId... nodes) {
    return new TreeSet<>(List.of(nodes));
  }
}
