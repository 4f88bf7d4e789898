package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.WriteCoordinator.Effect;
import io.kvasir.core.replication.WriteCoordinator.Event;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.time.HybridTimestamp;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One test per row of the coordinator's transition table, and what must not happen between. */
class WriteCoordinatorTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final PreferenceList REPLICAS = new PreferenceList(List.of(B, A, C));
  private static final HybridTimestamp STAMP = new HybridTimestamp(7, 1);
  private static final HybridTimestamp NEWER = new HybridTimestamp(9, 0);
  private static final Crdt HELD = PnCounter.BOTTOM.adjust(new Actor(1), 5);
  private static final Event DURABLE = new Event.LocalDurable(STAMP);

  private final WriteCoordinator coordinator = Coordinators.write(A, REPLICAS, 2);

  @Test
  void appliesLocallyBeforeAnybodyElseHearsOfTheWrite() {
    assertThat(coordinator.start(nodes())).containsExactly(new Effect.Apply());
    assertThat(coordinator.isDone()).isFalse();
  }

  @Test
  void failsAtOnceWhenTheQuorumIsOutOfReach() {
    List<Effect> effects = coordinator.start(nodes(B, C));

    assertThat(effects)
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(0, 2, false)));
    assertThat(coordinator.isDone()).isTrue();
    assertThat(coordinator.on(DURABLE)).isEmpty();
  }

  @Test
  void aQuorumAboveTheNumberOfReplicasIsOutOfReach() {
    List<Effect> effects = Coordinators.write(A, REPLICAS, 4).start(nodes());

    assertThat(effects)
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(0, 4, false)));
  }

  @Test
  void reachesItselfWhateverItIsToldOfItself() {
    assertThat(Coordinators.write(A, REPLICAS, 1).start(nodes(A, B, C)))
        .containsExactly(new Effect.Apply());
  }

  @Test
  void anObservingWriteAsksTheOthersBeforeItIsApplied() {
    WriteCoordinator observing = Coordinators.write(A, REPLICAS, 2, 2);

    List<Effect> begun = observing.start(nodes());
    List<Effect> afterOne = observing.on(new Event.ReplicaObserved(C, Optional.of(HELD)));
    List<Effect> afterTwo = observing.on(new Event.ReplicaObserved(B, Optional.empty()));

    assertThat(begun).containsExactly(new Effect.SendFetch(B), new Effect.SendFetch(C));
    assertThat(afterOne).containsExactly(new Effect.Apply());
    assertThat(observing.elsewhere().states()).containsExactly(HELD);
    assertThat(afterTwo).isEmpty();
  }

  @Test
  void othersAreAskedBeforeAWriteRemovesWhatIsOver() {
    coordinator.start(nodes());

    List<Effect> asked = coordinator.on(new Event.LocalExpired());
    List<Effect> failed = coordinator.on(new Event.ReplicaFailed(B));
    List<Effect> enough = coordinator.on(new Event.ReplicaObserved(C, Optional.of(HELD)));

    assertThat(asked).containsExactly(new Effect.SendFetch(B), new Effect.SendFetch(C));
    assertThat(failed).isEmpty();
    assertThat(enough).containsExactly(new Effect.Apply());
    assertThat(coordinator.elsewhere().states()).containsExactly(HELD);
    assertThat(coordinator.elsewhere().asked()).isTrue();
    assertThat(coordinator.on(DURABLE))
        .containsExactly(new Effect.SendReplicate(B), new Effect.SendReplicate(C));
  }

  @Test
  void nothingIsAppliedWhenNobodyCanBeAskedWhoMayKnowBetter() {
    coordinator.start(nodes());
    coordinator.on(new Event.LocalExpired());
    coordinator.on(new Event.ReplicaFailed(B));

    assertThat(coordinator.on(new Event.PatienceExpired())).isEmpty();
    assertThat(coordinator.on(new Event.ReplicaFailed(C)))
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(0, 2, false)));
  }

  @Test
  void nothingIsAppliedWhenTheTimeIsUpWhileOthersAreAsked() {
    coordinator.start(nodes());
    coordinator.on(new Event.LocalExpired());

    assertThat(coordinator.on(new Event.DeadlineExpired()))
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(0, 2, false)));
  }

  @Test
  void aWriteThatOneReplicaMayAcknowledgeAsksAllAndWaitsForNobody() {
    WriteCoordinator alone = Coordinators.write(A, REPLICAS, 1);
    alone.start(nodes());

    assertThat(alone.on(new Event.LocalExpired())).hasSize(2);
    assertThat(alone.on(new Event.ReplicaObserved(C, Optional.of(HELD)))).isEmpty();
    assertThat(alone.on(new Event.PatienceExpired())).containsExactly(new Effect.Apply());
    assertThat(alone.elsewhere().states()).containsExactly(HELD);
  }

  @Test
  void aWriteThatAllMustAcknowledgeNeedsToAskNobody() {
    WriteCoordinator paranoid = Coordinators.write(A, REPLICAS, 3);
    paranoid.start(nodes());

    assertThat(paranoid.on(new Event.LocalExpired())).containsExactly(new Effect.Apply());
    assertThat(paranoid.elsewhere().asked()).isTrue();
  }

  @Test
  void anObservingWriteChangesNothingWhenTooFewCanBeObserved() {
    WriteCoordinator observing = Coordinators.write(A, REPLICAS, 2, 2);
    observing.start(nodes());

    List<Effect> afterOne = observing.on(new Event.ReplicaFailed(B));
    List<Effect> afterTwo = observing.on(new Event.ReplicaFailed(C));

    assertThat(afterOne).isEmpty();
    assertThat(afterTwo)
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(0, 2, false)));
  }

  @Test
  void anObservingWriteThatRunsOutOfTimeBeforeItIsAppliedChangedNothing() {
    WriteCoordinator observing = Coordinators.write(A, REPLICAS, 2, 2);
    observing.start(nodes());

    assertThat(observing.on(new Event.DeadlineExpired()))
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(0, 2, false)));
  }

  @Test
  void whoCouldNotBeObservedMayStillAcknowledge() {
    WriteCoordinator observing = Coordinators.write(A, REPLICAS, 3, 2);
    observing.start(nodes());
    observing.on(new Event.ReplicaFailed(B));
    observing.on(new Event.ReplicaObserved(C, Optional.empty()));
    observing.on(DURABLE);
    observing.on(new Event.ReplicaAcked(C));

    List<Effect> effects = observing.on(new Event.ReplicaAcked(B));

    assertThat(effects).containsExactlyElementsOf(ended(new WriteOutcome.Stored(STAMP, 3)));
  }

  @Test
  void sendsToAllOthersOnceDurableHere() {
    started();

    assertThat(coordinator.on(DURABLE))
        .containsExactly(new Effect.SendReplicate(B), new Effect.SendReplicate(C));
  }

  @Test
  void withOneNeededTheLocalDiskIsEnough() {
    WriteCoordinator eventual = Coordinators.write(A, REPLICAS, 1);
    List<Effect> begun = eventual.start(nodes());

    List<Effect> effects = eventual.on(DURABLE);

    assertThat(begun).containsExactly(new Effect.Apply());
    assertThat(effects.subList(0, 2))
        .containsExactly(new Effect.SendReplicate(B), new Effect.SendReplicate(C));
    assertThat(effects.subList(2, effects.size()))
        .containsExactlyElementsOf(ended(new WriteOutcome.Stored(STAMP, 1)));
  }

  @Test
  void completesOnceWhenTheWthReplicaAcks() {
    replicating();

    assertThat(coordinator.on(new Event.ReplicaAcked(C)))
        .containsExactlyElementsOf(ended(new WriteOutcome.Stored(STAMP, 2)));
    assertThat(coordinator.on(new Event.ReplicaAcked(B))).isEmpty();
    assertThat(coordinator.on(new Event.DeadlineExpired())).isEmpty();
  }

  @Test
  void aRepeatedAckCountsOnce() {
    WriteCoordinator paranoid = Coordinators.write(A, REPLICAS, 3);
    assertThat(paranoid.start(nodes())).isNotEmpty();
    assertThat(paranoid.on(DURABLE)).hasSize(2);

    assertThat(paranoid.on(new Event.ReplicaAcked(B))).isEmpty();
    assertThat(paranoid.on(new Event.ReplicaAcked(B))).isEmpty();
    assertThat(paranoid.on(new Event.ReplicaAcked(C)))
        .containsExactlyElementsOf(ended(new WriteOutcome.Stored(STAMP, 3)));
  }

  @Test
  void acksOfStrangersAndAcksBeforeTheLocalDiskCountForNothing() {
    started();

    assertThat(coordinator.on(new Event.ReplicaAcked(B))).isEmpty();
    assertThat(coordinator.on(DURABLE)).hasSize(2);
    assertThat(coordinator.on(new Event.ReplicaAcked(new NodeId("stranger")))).isEmpty();
    assertThat(coordinator.isDone()).isFalse();
  }

  @Test
  void aNewerStampAmongWAcksHasTheWriteAppliedOnceMoreAboveIt() {
    replicating();

    List<Effect> met = coordinator.on(new Event.ReplicaAcked(C, Optional.of(NEWER)));
    List<Effect> again = coordinator.on(new Event.LocalDurable(NEWER.next()));
    List<Effect> acked = coordinator.on(new Event.ReplicaAcked(C));

    assertThat(met)
        .containsExactly(
            new Effect.Apply(),
            new Effect.Observed(new ReplicationObservation.WriteRestamped(NEWER)));
    assertThat(coordinator.elsewhere().newest()).isEqualTo(NEWER);
    assertThat(again).containsExactly(new Effect.SendReplicate(B), new Effect.SendReplicate(C));
    assertThat(acked).containsExactlyElementsOf(ended(new WriteOutcome.Stored(NEWER.next(), 2)));
  }

  /** It may have deleted its copy by then, and does not know any more what it minted there. */
  @Test
  void whoIsNoReplicaAnyMoreAppliesNothingOnceMore() {
    replicating();
    coordinator.on(new Event.ReplicasChanged(Replicas.settled(new PreferenceList(List.of(B, C)))));
    coordinator.on(new Event.ReplicaAcked(B, Optional.of(NEWER)));

    List<Effect> effects = coordinator.on(new Event.ReplicaAcked(C, Optional.of(NEWER)));

    assertThat(effects)
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(2, 2, true)));
  }

  @Test
  void waitsForWAcksBeforeItGoesAboveTheNewestOfThem() {
    WriteCoordinator paranoid = Coordinators.write(A, REPLICAS, 3);
    assertThat(paranoid.start(nodes())).isNotEmpty();
    assertThat(paranoid.on(DURABLE)).hasSize(2);

    assertThat(paranoid.on(new Event.ReplicaAcked(C, Optional.of(NEWER)))).isEmpty();
    assertThat(paranoid.on(new Event.ReplicaAcked(B, Optional.of(NEWER.next())))).hasSize(2);
    assertThat(paranoid.elsewhere().newest()).isEqualTo(NEWER.next());
  }

  @Test
  void whatIsNewerThanTheSecondStampIsOfAConcurrentWriteAndMayStay() {
    stampedAgain();

    assertThat(coordinator.on(new Event.ReplicaAcked(B, Optional.of(NEWER.next().next()))))
        .containsExactlyElementsOf(ended(new WriteOutcome.Stored(NEWER.next(), 2)));
  }

  @Test
  void aWriteThatWasStampedAgainIsNeverCalledRefused() {
    replicating();
    coordinator.on(new Event.ReplicaAcked(C, Optional.of(NEWER)));

    assertThat(coordinator.on(new Event.LocalRefused(Refusal.TYPE_MISMATCH)))
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(0, 2, true)));
  }

  @Test
  void theDeadlineCutsTheSecondStampShortToo() {
    stampedAgain();

    assertThat(coordinator.on(new Event.DeadlineExpired()))
        .containsExactlyElementsOf(ended(new WriteOutcome.Indeterminate(1, 2)));
  }

  @Test
  void whoFailedTheFirstStampMayAcknowledgeTheSecond() {
    replicating();
    coordinator.on(new Event.ReplicaFailed(B));
    coordinator.on(new Event.ReplicaAcked(C, Optional.of(NEWER)));
    coordinator.on(new Event.LocalDurable(NEWER.next()));

    assertThat(coordinator.on(new Event.ReplicaAcked(B)))
        .containsExactlyElementsOf(ended(new WriteOutcome.Stored(NEWER.next(), 2)));
  }

  @Test
  void aRefusalEndsTheWriteWithNothingChanged() {
    started();

    assertThat(coordinator.on(new Event.LocalRefused(Refusal.COUNTER_OVERFLOW)))
        .containsExactlyElementsOf(ended(new WriteOutcome.Refused(Refusal.COUNTER_OVERFLOW)));
  }

  @Test
  void afterALocalDiskFaultTheWriteMayBeThere() {
    started();

    assertThat(coordinator.on(new Event.LocalFailed(true)))
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(0, 2, true)));
  }

  @Test
  void aWriteThatTheLocalDiskDidNotTryIsNotApplied() {
    started();

    assertThat(coordinator.on(new Event.LocalFailed(false)))
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(0, 2, false)));
  }

  @Test
  void theFirstStampMayBeThereWhenTheSecondWasNotTried() {
    replicating();
    coordinator.on(new Event.ReplicaAcked(C, Optional.of(NEWER)));

    assertThat(coordinator.on(new Event.LocalFailed(false)))
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(0, 2, true)));
  }

  @Test
  void whatIsDurableHereIsNeverCalledRefused() {
    replicating();

    assertThat(coordinator.on(new Event.LocalRefused(Refusal.TYPE_MISMATCH))).isEmpty();
    assertThat(coordinator.on(new Event.LocalFailed(true))).isEmpty();
    assertThat(coordinator.on(DURABLE)).isEmpty();
    assertThat(coordinator.isDone()).isFalse();
  }

  @Test
  void oneFailureIsBorneAsLongAsTheQuorumCanBeReached() {
    replicating();

    assertThat(coordinator.on(new Event.ReplicaFailed(B))).containsExactly(missed(B));
    assertThat(coordinator.on(new Event.ReplicaFailed(B))).isEmpty();
    assertThat(coordinator.on(new Event.ReplicaAcked(C)))
        .containsExactlyElementsOf(ended(new WriteOutcome.Stored(STAMP, 2)));
  }

  @Test
  void failsOnceTheQuorumCannotBeReachedAnyMore() {
    replicating();
    assertThat(coordinator.on(new Event.ReplicaFailed(B))).hasSize(1);

    List<Effect> effects = coordinator.on(new Event.ReplicaFailed(C));

    assertThat(effects.getFirst()).isEqualTo(missed(C));
    assertThat(effects.subList(1, effects.size()))
        .containsExactlyElementsOf(ended(new WriteOutcome.QuorumUnavailable(1, 2, true)));
  }

  @Test
  void aReplicaThatFailedAndAcksAfterAllIsNoFailureAnyMore() {
    NodeId d = new NodeId("d");
    NodeId e = new NodeId("e");
    WriteCoordinator four = Coordinators.write(A, new PreferenceList(List.of(A, B, C, d, e)), 4);
    assertThat(four.start(nodes())).isNotEmpty();
    assertThat(four.on(DURABLE)).hasSize(4);

    assertThat(four.on(new Event.ReplicaFailed(B))).containsExactly(missed(B));
    assertThat(four.on(new Event.ReplicaAcked(B))).isEmpty();
    assertThat(four.on(new Event.ReplicaFailed(C))).containsExactly(missed(C));
    assertThat(four.on(new Event.ReplicaAcked(d))).isEmpty();
    assertThat(four.on(new Event.ReplicaAcked(e)))
        .containsExactlyElementsOf(ended(new WriteOutcome.Stored(STAMP, 4)));
  }

  @Test
  void failuresWhileApplyingAreRememberedUntilTheLocalDiskSpoke() {
    started();
    assertThat(coordinator.on(new Event.ReplicaFailed(B))).containsExactly(missed(B));
    assertThat(coordinator.on(new Event.ReplicaFailed(C))).containsExactly(missed(C));

    List<Effect> effects = coordinator.on(DURABLE);

    assertThat(effects)
        .contains(new Effect.Complete(new WriteOutcome.QuorumUnavailable(1, 2, true)));
  }

  @Test
  void theDeadlineLeavesTheOutcomeOpen() {
    started();
    assertThat(coordinator.on(new Event.DeadlineExpired()))
        .containsExactlyElementsOf(ended(new WriteOutcome.Indeterminate(0, 2)));

    WriteCoordinator other = Coordinators.write(A, REPLICAS, 3);
    assertThat(other.start(nodes())).isNotEmpty();
    assertThat(other.on(DURABLE)).hasSize(2);
    assertThat(other.on(new Event.ReplicaAcked(B))).isEmpty();
    assertThat(other.on(new Event.DeadlineExpired()))
        .containsExactlyElementsOf(ended(new WriteOutcome.Indeterminate(2, 3)));
  }

  @Test
  void onlyAReplicaCoordinates() {
    NodeId stranger = new NodeId("stranger");

    assertThatThrownBy(() -> Coordinators.write(stranger, REPLICAS, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Coordinators.write(A, REPLICAS, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void started() {
    assertThat(coordinator.start(nodes())).containsExactly(new Effect.Apply());
  }

  private void replicating() {
    started();
    assertThat(coordinator.on(DURABLE)).hasSize(2);
  }

  private void stampedAgain() {
    replicating();
    coordinator.on(new Event.ReplicaAcked(C, Optional.of(NEWER)));
    assertThat(coordinator.on(new Event.LocalDurable(NEWER.next()))).hasSize(2);
  }

  private static List<Effect> ended(WriteOutcome outcome) {
    return List.of(
        new Effect.Complete(outcome),
        new Effect.Observed(new ReplicationObservation.WriteEnded(outcome)));
  }

  private static Effect missed(NodeId replica) {
    return new Effect.Observed(new ReplicationObservation.ReplicaMissed(replica));
  }

  private static SortedSet<NodeId> nodes(NodeId... nodes) {
    return new TreeSet<>(List.of(nodes));
  }
}
