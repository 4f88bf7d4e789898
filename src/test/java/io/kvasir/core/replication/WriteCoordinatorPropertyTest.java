package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.WriteCoordinator.Effect;
import io.kvasir.core.replication.WriteCoordinator.Event;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Under any order of events, sensible or not, the coordinator keeps its promises. */
class WriteCoordinatorPropertyTest {
  private static final NodeId SELF = new NodeId("a");
  private static final List<NodeId> NODES =
      List.of(
          SELF,
          new NodeId("b"),
          new NodeId("c"),
          new NodeId("d"),
          new NodeId("e"),
          new NodeId("stranger"));
  private static final HybridTimestamp NEWER = new HybridTimestamp(2, 0);
  private static final PreferenceList REPLICAS = new PreferenceList(NODES.subList(0, 5));

  @Property(tries = 3000)
  void completesExactlyOnceAndAsItsEventsJustify(
      @ForAll("events") List<Event> events,
      @ForAll("unreachable") Set<NodeId> unreachable,
      @ForAll @IntRange(min = 1, max = 6) int needed) {
    WriteCoordinator coordinator = Coordinators.write(SELF, REPLICAS, needed);
    Witness witness = new Witness(needed);

    witness.take(coordinator.start(new TreeSet<>(unreachable)));
    for (Event event : events) {
      witness.learn(event);
      witness.take(coordinator.on(event));
      assertThat(coordinator.isDone()).isEqualTo(!witness.outcomes.isEmpty());
    }
    witness.take(coordinator.on(new Event.DeadlineExpired()));

    assertThat(witness.outcomes).hasSize(1);
  }

  /** What happened to one write as its surroundings saw it. */
  private static final class Witness {
    private final int needed;
    private final Set<NodeId> acked = new TreeSet<>();
    private final Set<NodeId> sent = new TreeSet<>();
    private final Set<NodeId> failed = new TreeSet<>();
    private final List<WriteOutcome> outcomes = new ArrayList<>();
    private boolean applying;
    private boolean applyingAgain;
    private boolean metNewer;
    private boolean localFailed;
    private boolean untried;

    Witness(int needed) {
      this.needed = needed;
    }

    void learn(Event event) {
      if (event instanceof Event.ReplicaFailed(NodeId replica) && REPLICAS.contains(replica)) {
        failed.add(replica);
      }
      if (event instanceof Event.LocalFailed(boolean maybeApplied) && applying) {
        untried = acked.isEmpty() && !applyingAgain && !maybeApplied;
        localFailed = true;
      }
      localFailed |= event instanceof Event.LocalRefused && applyingAgain;
      if (event instanceof Event.LocalDurable && applying) {
        acked.add(SELF);
      }
      if (event instanceof Event.ReplicaAcked(NodeId replica, var newer)
          && sent.contains(replica)) {
        acked.add(replica);
        metNewer |= newer.isPresent();
      }
    }

    void take(List<Effect> effects) {
      for (Effect effect : effects) {
        switch (effect) {
          case Effect.StartOver startOver -> throw new AssertionError(startOver);
          case Effect.SendFetch fetch -> throw new AssertionError(fetch);
          case Effect.Apply apply -> apply();
          case Effect.SendReplicate(NodeId to) -> {
            assertThat(acked).contains(SELF);
            assertThat(REPLICAS.contains(to) && !to.equals(SELF)).isTrue();
            assertThat(sent.add(to)).as("sent once").isTrue();
          }
          case Effect.Complete(WriteOutcome outcome) -> judge(outcome);
          case Effect.Observed observed -> {}
        }
      }
    }

    /** Once, and once more when W acknowledged and one of them holds something newer. */
    private void apply() {
      assertThat(!applying || (metNewer && !applyingAgain && acked.size() >= needed)).isTrue();
      applyingAgain = applying;
      applying = true;
      acked.clear();
      sent.clear();
    }

    /** Replicas that have acknowledged or may yet. */
    private int hopeful() {
      Set<NodeId> lost = new TreeSet<>(failed);
      lost.removeAll(acked);
      return REPLICAS.size() - lost.size();
    }

    private void judge(WriteOutcome outcome) {
      outcomes.add(outcome);
      switch (outcome) {
        case WriteOutcome.Stored(HybridTimestamp stamp, int count, var seen) -> {
          assertThat(acked).hasSize(count);
          assertThat(count).isGreaterThanOrEqualTo(needed);
          assertThat(metNewer).as("overruled, and not stamped again").isEqualTo(applyingAgain);
        }
        case WriteOutcome.QuorumUnavailable(int count, int of, boolean maybeApplied) -> {
          assertThat(count).isEqualTo(acked.size()).isLessThan(needed);
          assertThat(maybeApplied).isEqualTo(applying && !untried);
          assertThat(!applying || localFailed || hopeful() < needed).as("out of reach").isTrue();
        }
        case WriteOutcome.Indeterminate(int count, int of) ->
            assertThat(count).isEqualTo(acked.size()).isLessThan(needed);
        case WriteOutcome.Refused refused -> {
          assertThat(acked).isEmpty();
          assertThat(applyingAgain).isFalse();
        }
        case WriteOutcome.Overloaded overloaded -> throw new AssertionError(overloaded);
      }
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<NodeId> nodes = Arbitraries.of(NODES);
    Arbitrary<Event> event =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(new Event.LocalDurable(new HybridTimestamp(1, 0)))),
            Tuple.of(1, Arbitraries.just(new Event.LocalRefused(Refusal.TYPE_MISMATCH))),
            Tuple.of(1, Arbitraries.of(true, false).map(Event.LocalFailed::new)),
            Tuple.of(4, nodes.map(Event.ReplicaAcked::new)),
            Tuple.of(1, nodes.map(node -> new Event.ReplicaAcked(node, Optional.of(NEWER)))),
            Tuple.of(3, nodes.map(Event.ReplicaFailed::new)),
            Tuple.of(1, Arbitraries.just(new Event.DeadlineExpired())));
    return event.list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<Set<NodeId>> unreachable() {
    return Arbitraries.of(NODES).set().ofMaxSize(3);
  }
}
