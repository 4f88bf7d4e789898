package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.WriteForwarder.Effect;
import io.kvasir.core.replication.WriteForwarder.Event;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Under any order of events the write is never with two replicas. */
class WriteForwarderPropertyTest {
  private static final List<NodeId> NODES =
      List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"), new NodeId("stranger"));

  @Property(tries = 2000)
  void completesExactlyOnceAndIsNeverWithTwoReplicas(
      @ForAll("events") List<Event> events, @ForAll("unreachable") Set<NodeId> unreachable) {
    WriteForwarder forwarder = new WriteForwarder(new PreferenceList(NODES.subList(0, 3)), 2);
    Set<NodeId> maybeThere = new TreeSet<>();
    List<WriteOutcome> outcomes = new ArrayList<>();

    take(forwarder.start(new TreeSet<>(unreachable)), maybeThere, outcomes);
    for (Event event : events) {
      if (event instanceof Event.NotSent(NodeId replica)) {
        maybeThere.remove(replica);
      }
      take(forwarder.on(event), maybeThere, outcomes);
      assertThat(maybeThere).hasSizeLessThanOrEqualTo(1);
      assertThat(forwarder.isDone()).isEqualTo(!outcomes.isEmpty());
    }
    take(forwarder.on(new Event.DeadlineExpired()), maybeThere, outcomes);

    assertThat(outcomes).hasSize(1);
  }

  private static void take(
      List<Effect> effects, Set<NodeId> maybeThere, List<WriteOutcome> outcomes) {
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.SendForward(NodeId to) -> maybeThere.add(to);
        case Effect.Complete(WriteOutcome outcome) -> {
          if (outcome instanceof WriteOutcome.QuorumUnavailable(int a, int n, boolean maybe)) {
            assertThat(maybe).isEqualTo(!maybeThere.isEmpty());
          }
          outcomes.add(outcome);
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<NodeId> nodes = Arbitraries.of(NODES);
    WriteOutcome stored = new WriteOutcome.Stored(new HybridTimestamp(1, 0), 2);
    Arbitrary<Event> event =
        Arbitraries.frequencyOf(
            Tuple.of(6, nodes.map(Event.NotSent::new)),
            Tuple.of(2, nodes.map(Event.ReplicaLost::new)),
            Tuple.of(1, Arbitraries.just(new Event.Answered(stored))),
            Tuple.of(1, Arbitraries.just(new Event.DeadlineExpired())));
    return event.list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<Set<NodeId>> unreachable() {
    return Arbitraries.of(NODES).set().ofMaxSize(3);
  }
}
