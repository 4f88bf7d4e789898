package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Outbox.Effect;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.List;
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

/** Against a plain table of who lacks what. */
class OutboxPropertyTest {
  private static final List<NodeId> PEERS =
      List.of(new NodeId("b"), new NodeId("c"), new NodeId("d"));
  private static final int PARTITIONS = 3;
  private static final int KEYS = 4;

  /** What happens next. */
  sealed interface Move {
    record Append(int partition, Set<NodeId> peers) implements Move {}

    /** A peer acknowledges the delta that was made {@code back} deltas before the latest. */
    record Acknowledge(int back, NodeId peer) implements Move {}

    record TimeGoesBy(long millis, Set<NodeId> unreachable) implements Move {}
  }

  /** A delta as the table has it. */
  private record Row(PartitionId partition, Set<NodeId> lacking) {}

  private static final class Run {
    private final Outbox outbox;
    private final int capacity;
    private final SortedMap<Long, Row> table = new TreeMap<>();
    private final SortedMap<PartitionId, Long> trimmed = new TreeMap<>();
    private long lastSequence;
    private Tick now = new Tick(0);

    Run(int capacity) {
      this.capacity = capacity;
      this.outbox = new Outbox(new Outbox.Limits(capacity, 1 << 30, 1 << 30));
    }

    List<Effect> take(Move move) {
      List<Effect> effects =
          switch (move) {
            case Move.Append(int partition, Set<NodeId> peers) -> append(partition, peers);
            case Move.Acknowledge(int back, NodeId peer) -> {
              acknowledge(lastSequence - back, peer);
              yield List.of();
            }
            case Move.TimeGoesBy(long millis, Set<NodeId> unreachable) -> {
              now = now.plusMillis(millis);
              yield outbox.tick(now, new TreeSet<>(unreachable));
            }
          };
      effects.forEach(this::check);
      assertThat(outbox.size()).isEqualTo(table.size()).isLessThanOrEqualTo(capacity);
      for (long sequence = 1; sequence <= Math.min(KEYS, lastSequence); sequence++) {
        EntryKey entry = entry(sequence);
        assertThat(outbox.owes(entry))
            .isEqualTo(table.keySet().stream().anyMatch(each -> entry(each).equals(entry)));
      }
      return effects;
    }

    private static EntryKey entry(long sequence) {
      return States.entry("b", "k" + sequence % KEYS);
    }

    private List<Effect> append(int number, Set<NodeId> peers) {
      PartitionId partition = new PartitionId(number);
      lastSequence++;
      if (!peers.isEmpty()) {
        table.put(lastSequence, new Row(partition, new TreeSet<>(peers)));
      }
      Outbox.Hint hint = new Outbox.Hint(lastSequence, partition, entry(lastSequence), 3, 10);
      List<Effect> effects = outbox.append(hint, peers, now, now);
      assertThat(effects.isEmpty()).isEqualTo(table.size() <= capacity);
      if (table.size() > capacity) {
        Row lost = table.remove(table.firstKey());
        assertThat(effects.stream().filter(effect -> effect instanceof Effect.Lost).toList())
            .containsExactlyElementsOf(
                lost.lacking().stream()
                    .map(peer -> (Effect) new Effect.Lost(lost.partition(), 3, peer))
                    .toList());
      }
      return effects;
    }

    private void acknowledge(long sequence, NodeId peer) {
      outbox.acknowledge(sequence, peer);
      Row row = table.get(sequence);
      if (row != null && row.lacking().remove(peer) && row.lacking().isEmpty()) {
        table.remove(sequence);
      }
    }

    private void check(Effect effect) {
      switch (effect) {
        case Effect.Resend(long sequence, PartitionId partition, NodeId to) -> {
          Row row = table.get(sequence);
          assertThat(row).as("%s is lacked", effect).isNotNull();
          assertThat(row.partition()).isEqualTo(partition);
          assertThat(row.lacking()).contains(to);
        }
        case Effect.Trim(PartitionId partition, long sequence) -> {
          table.forEach(
              (lacked, row) ->
                  assertThat(row.partition().equals(partition) && lacked < sequence)
                      .as("%s would lose %s", effect, lacked)
                      .isFalse());
          trimmed.merge(partition, sequence, Math::max);
        }
        case Effect.Lost lost -> {}
        case Effect.Observed observed -> {}
      }
    }

    /** Everybody is reachable and acknowledges what it gets. */
    void heal() {
      for (int round = 0; round < 3 && !table.isEmpty(); round++) {
        for (Effect effect : take(new Move.TimeGoesBy(1_000, Set.of()))) {
          if (effect instanceof Effect.Resend(long sequence, PartitionId p, NodeId to)) {
            acknowledge(sequence, to);
          }
        }
      }
      assertThat(take(new Move.TimeGoesBy(0, Set.of())))
          .allMatch(effect -> effect instanceof Effect.Trim);
    }
  }

  @Property
  void everyDeltaIsSentUntilAllHaveItAndNoneIsTrimmedBefore(
      @ForAll("moves") List<Move> moves, @ForAll @IntRange(min = 1, max = 12) int capacity) {
    Run run = new Run(capacity);
    SortedMap<PartitionId, Long> highest = new TreeMap<>();

    for (Move move : moves) {
      assertThat(run.take(move)).isNotNull();
      if (move instanceof Move.Append(int partition, Set<NodeId> peers)) {
        highest.put(new PartitionId(partition), run.lastSequence);
      }
    }
    run.heal();

    assertThat(run.outbox.size()).isZero();
    highest.forEach(
        (partition, last) ->
            assertThat(run.trimmed).as("trimmed in the end").containsEntry(partition, last + 1));
  }

  @Property
  void whoCanBeReachedGetsWhatItLacksAtTheNextResend(@ForAll("moves") List<Move> moves) {
    Run run = new Run(100);
    moves.forEach(move -> assertThat(run.take(move)).isNotNull());
    List<Effect> expected = new ArrayList<>();
    run.table.forEach(
        (sequence, row) ->
            row.lacking()
                .forEach(peer -> expected.add(new Effect.Resend(sequence, row.partition(), peer))));

    List<Effect> effects = run.take(new Move.TimeGoesBy(1_000, Set.of()));

    assertThat(effects).containsAll(expected);
  }

  @Provide
  Arbitrary<List<Move>> moves() {
    Arbitrary<Set<NodeId>> peers = Arbitraries.of(PEERS).set().ofMaxSize(3);
    Arbitrary<Move> append =
        Combinators.combine(Arbitraries.integers().between(0, PARTITIONS - 1), peers)
            .as(Move.Append::new);
    Arbitrary<Move> acknowledge =
        Combinators.combine(Arbitraries.integers().between(0, 12), Arbitraries.of(PEERS))
            .as(Move.Acknowledge::new);
    Arbitrary<Move> time =
        Combinators.combine(Arbitraries.longs().between(0, 1_200), peers).as(Move.TimeGoesBy::new);
    return Arbitraries.frequencyOf(Tuple.of(4, append), Tuple.of(8, acknowledge), Tuple.of(2, time))
        .list()
        .ofMaxSize(50);
  }
}
