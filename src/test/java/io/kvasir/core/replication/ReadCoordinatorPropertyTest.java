package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadCoordinator.Effect;
import io.kvasir.core.replication.ReadCoordinator.Event;
import io.kvasir.core.ring.PreferenceList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Under any order of events, sensible or not, the coordinator keeps its promises. */
class ReadCoordinatorPropertyTest {
  private static final NodeId SELF = new NodeId("a");
  private static final List<NodeId> NODES =
      List.of(SELF, new NodeId("b"), new NodeId("c"), new NodeId("stranger"));
  private static final PreferenceList REPLICAS = new PreferenceList(NODES.subList(0, 3));

  @Property(tries = 3000)
  void completesExactlyOnceAndAsItsEventsJustify(
      @ForAll("events") List<Event> events,
      @ForAll("unreachable") Set<NodeId> unreachable,
      @ForAll @IntRange(min = 1, max = 4) int needed) {
    ReadCoordinator coordinator = Coordinators.read(SELF, REPLICAS, DataType.PN_COUNTER, needed);
    Witness witness = new Witness(needed);

    witness.take(coordinator.start(new TreeSet<>(unreachable)));
    List<Event> andTheLast = new ArrayList<>(events);
    andTheLast.add(new Event.DeadlineExpired());
    for (Event event : andTheLast) {
      witness.learn(event);
      witness.take(coordinator.on(event));
    }

    assertThat(coordinator.isClosed()).isTrue();
    assertThat(witness.outcomes).hasSize(1);
    assertThat(coordinator.on(new Event.DeadlineExpired())).isEmpty();
    witness.judgeRepairs();
  }

  /** In a session nothing is shown that fewer hold, durably, than it takes. */
  @Property(tries = 3000)
  void aSessionIsShownWhatEnoughHold(
      @ForAll("sessionEvents") List<Event> events,
      @ForAll("unreachable") Set<NodeId> unreachable,
      @ForAll @IntRange(min = 1, max = 3) int needed,
      @ForAll @IntRange(min = 1, max = 3) int holders) {
    ReadCoordinator coordinator =
        Coordinators.read(SELF, REPLICAS, DataType.PN_COUNTER, Math.max(needed, holders), holders);
    Disks disks = new Disks(holders);

    disks.take(coordinator.start(new TreeSet<>(unreachable)));
    List<Event> andTheLast = new ArrayList<>(events);
    andTheLast.add(new Event.DeadlineExpired());
    for (Event event : andTheLast) {
      if (disks.isPossible(event)) {
        disks.learn(event);
        disks.take(coordinator.on(event));
      }
    }

    assertThat(coordinator.isClosed()).isTrue();
    assertThat(disks.outcomes).hasSize(1);
  }

  /** What replicas hold that do as they are told, when they answer. */
  private static final class Disks {
    private final int holders;
    private final Set<NodeId> asked = new TreeSet<>();
    private final SortedMap<NodeId, Crdt> held = new TreeMap<>();
    private final SortedMap<NodeId, Deque<Crdt>> told = new TreeMap<>();
    private final List<ReadOutcome> outcomes = new ArrayList<>();

    Disks(int holders) {
      this.holders = holders;
    }

    boolean isPossible(Event event) {
      return switch (event) {
        case Event.ReplicaAnswered(NodeId replica, Optional<Crdt> state) ->
            asked.contains(replica) && !held.containsKey(replica);
        case Event.ReplicaMerged(NodeId replica) -> told.containsKey(replica);
        case Event.ReplicaFailed failed -> true;
        case Event.DeadlineExpired expired -> true;
      };
    }

    void learn(Event event) {
      if (event instanceof Event.ReplicaAnswered(NodeId replica, Optional<Crdt> state)) {
        held.put(replica, state.orElse(PnCounter.BOTTOM));
      } else if (event instanceof Event.ReplicaMerged(NodeId replica)) {
        Deque<Crdt> states = Objects.requireNonNull(told.get(replica));
        held.merge(replica, states.remove(), Crdt::join);
        if (states.isEmpty()) {
          told.remove(replica);
        }
      } else if (event instanceof Event.ReplicaFailed(NodeId replica)) {
        told.remove(replica);
      }
    }

    void take(List<Effect> effects) {
      for (Effect effect : effects) {
        switch (effect) {
          case Effect.SendFetch(NodeId to) -> asked.add(to);
          case Effect.SendWriteBack(NodeId to, Crdt state) ->
              told.computeIfAbsent(to, replica -> new ArrayDeque<>()).add(state);
          case Effect.Complete(ReadOutcome outcome) -> judge(outcome);
          case Effect.SendRepair repair -> {}
          case Effect.Observed observed -> {}
        }
      }
    }

    private void judge(ReadOutcome outcome) {
      outcomes.add(outcome);
      if (outcome instanceof ReadOutcome.Answered(Crdt shown)) {
        assertThat(held.values().stream().filter(state -> Crdt.join(state, shown).equals(state)))
            .as("who holds %s of %s", shown, held)
            .hasSizeGreaterThanOrEqualTo(holders);
      }
    }
  }

  /** What happened to one read as its surroundings saw it. */
  private static final class Witness {
    private final int needed;
    private final Set<NodeId> open = new TreeSet<>();
    private final Set<NodeId> asked = new TreeSet<>();
    private final SortedMap<NodeId, Crdt> answers = new TreeMap<>();
    private final List<ReadOutcome> outcomes = new ArrayList<>();
    private final SortedMap<NodeId, Crdt> repairs = new TreeMap<>();

    Witness(int needed) {
      this.needed = needed;
    }

    void learn(Event event) {
      switch (event) {
        case Event.ReplicaAnswered(NodeId replica, Optional<Crdt> state) -> {
          if (open.remove(replica)) {
            answers.put(replica, state.orElse(PnCounter.BOTTOM));
          }
        }
        case Event.ReplicaFailed(NodeId replica) -> open.remove(replica);
        case Event.ReplicaMerged merged -> {}
        case Event.DeadlineExpired() -> open.clear();
      }
    }

    void take(List<Effect> effects) {
      for (Effect effect : effects) {
        switch (effect) {
          case Effect.SendFetch(NodeId to) -> {
            assertThat(asked.add(to)).as("asked once").isTrue();
            open.add(to);
          }
          case Effect.Complete(ReadOutcome outcome) -> judge(outcome);
          case Effect.SendWriteBack told -> throw new AssertionError(told);
          case Effect.SendRepair(NodeId to, Crdt state) -> {
            assertThat(open).as("repairs once all is known").isEmpty();
            repairs.put(to, state);
          }
          case Effect.Observed observed -> {}
        }
      }
    }

    private void judge(ReadOutcome outcome) {
      outcomes.add(outcome);
      switch (outcome) {
        case ReadOutcome.Answered(Crdt state) -> {
          assertThat(answers).hasSizeGreaterThanOrEqualTo(needed);
          assertThat(state).isEqualTo(joined());
        }
        case ReadOutcome.QuorumUnavailable(int count, int of) ->
            assertThat(count).isEqualTo(answers.size()).isLessThan(needed);
        case ReadOutcome.TimedOut(int count, int of) ->
            assertThat(count).isEqualTo(answers.size()).isLessThan(needed);
        case ReadOutcome.Conflicting conflicting -> throw new AssertionError(conflicting);
        case ReadOutcome.Overloaded overloaded -> throw new AssertionError(overloaded);
      }
    }

    private Crdt joined() {
      return answers.values().stream().reduce(PnCounter.BOTTOM, Crdt::join);
    }

    /** After an answer exactly the replicas that lack something get all of it. */
    void judgeRepairs() {
      SortedMap<NodeId, Crdt> expected = new TreeMap<>();
      if (outcomes.getFirst() instanceof ReadOutcome.Answered) {
        answers.forEach(
            (replica, state) -> {
              if (!state.equals(joined())) {
                expected.put(replica, joined());
              }
            });
      }
      assertThat(repairs).isEqualTo(expected);
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<NodeId> nodes = Arbitraries.of(NODES);
    Arbitrary<Optional<Crdt>> states =
        Arbitraries.integers()
            .between(0, 3)
            .map(actor -> Optional.<Crdt>of(PnCounter.BOTTOM.adjust(new Actor(actor), 1)))
            .optional()
            .map(state -> state.flatMap(present -> present));
    Arbitrary<Event> event =
        Arbitraries.frequencyOf(
            Tuple.of(6, Combinators.combine(nodes, states).as(Event.ReplicaAnswered::new)),
            Tuple.of(3, nodes.map(Event.ReplicaFailed::new)),
            Tuple.of(1, Arbitraries.just(new Event.DeadlineExpired())));
    return event.list().ofMaxSize(10);
  }

  @Provide
  Arbitrary<List<Event>> sessionEvents() {
    Arbitrary<Event> merged = Arbitraries.of(NODES).map(Event.ReplicaMerged::new);
    return Combinators.combine(events(), merged.list().ofMaxSize(6), Arbitraries.randoms())
        .as(
            (events, told, random) -> {
              List<Event> all = new ArrayList<>(events);
              told.forEach(event -> all.add(random.nextInt(all.size() + 1), event));
              return all;
            });
  }

  @Provide
  Arbitrary<Set<NodeId>> unreachable() {
    return Arbitraries.of(NODES.subList(1, 4)).set().ofMaxSize(3);
  }
}
