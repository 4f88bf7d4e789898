package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.WriteForwarder.Effect;
import io.kvasir.core.replication.WriteForwarder.Event;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.time.HybridTimestamp;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One test per row of the forwarder's transition table, and what must not happen between. */
class WriteForwarderTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");

  private final WriteForwarder forwarder =
      new WriteForwarder(new PreferenceList(List.of(B, A, C)), 2);

  @Test
  void beginsWithTheFirstReplicaInReach() {
    assertThat(forwarder.start(nodes(B))).containsExactly(new Effect.SendForward(A));
  }

  @Test
  void failsAtOnceWhenNobodyIsInReach() {
    assertThat(forwarder.start(nodes(A, B, C)))
        .containsExactly(new Effect.Complete(new WriteOutcome.QuorumUnavailable(0, 2, false)));
    assertThat(forwarder.isDone()).isTrue();
  }

  @Test
  void triesTheNextOnlyWhenTheLastCertainlyDidNotGetIt() {
    assertThat(forwarder.start(nodes())).containsExactly(new Effect.SendForward(B));
    assertThat(forwarder.on(new Event.NotSent(B))).containsExactly(new Effect.SendForward(A));
    assertThat(forwarder.on(new Event.NotSent(A))).containsExactly(new Effect.SendForward(C));
    assertThat(forwarder.on(new Event.NotSent(C)))
        .containsExactly(new Effect.Complete(new WriteOutcome.QuorumUnavailable(0, 2, false)));
  }

  @Test
  void aRepeatedOrForeignNotSentMovesNothing() {
    assertThat(forwarder.start(nodes())).hasSize(1);
    assertThat(forwarder.on(new Event.NotSent(B))).hasSize(1);

    assertThat(forwarder.on(new Event.NotSent(B))).isEmpty();
    assertThat(forwarder.on(new Event.NotSent(C))).isEmpty();
    assertThat(forwarder.isDone()).isFalse();
  }

  @Test
  void passesTheAnswerOn() {
    WriteOutcome stored = new WriteOutcome.Stored(new HybridTimestamp(1, 0), 2);
    assertThat(forwarder.start(nodes())).hasSize(1);

    assertThat(forwarder.on(new Event.Answered(stored)))
        .containsExactly(new Effect.Complete(stored));
    assertThat(forwarder.on(new Event.Answered(stored))).isEmpty();
  }

  @Test
  void aReplicaLostWithTheWriteLeavesTheOutcomeOpenAndIsNotReplaced() {
    assertThat(forwarder.start(nodes())).hasSize(1);

    assertThat(forwarder.on(new Event.ReplicaLost(A))).isEmpty();
    assertThat(forwarder.on(new Event.ReplicaLost(B)))
        .containsExactly(new Effect.Complete(new WriteOutcome.Indeterminate(0, 2)));
    assertThat(forwarder.on(new Event.NotSent(B))).isEmpty();
  }

  @Test
  void theDeadlineLeavesTheOutcomeOpen() {
    assertThat(forwarder.start(nodes())).hasSize(1);

    assertThat(forwarder.on(new Event.DeadlineExpired()))
        .containsExactly(new Effect.Complete(new WriteOutcome.Indeterminate(0, 2)));
    assertThat(forwarder.on(new Event.DeadlineExpired())).isEmpty();
  }

  private static SortedSet<NodeId> nodes(NodeId... nodes) {
    return new TreeSet<>(List.of(nodes));
  }
}
