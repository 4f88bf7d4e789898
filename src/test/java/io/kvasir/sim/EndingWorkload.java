package io.kvasir.sim;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Lifetime;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.topology.Topology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counters that end. Each is counted for a short time, and once more when all clocks say that its
 * time is up. It then begins anew: whatever holds that last count has deleted all that every
 * replica had counted before. Amounts are powers of four, as in {@link CounterWorkload}.
 */
final class EndingWorkload extends DataWorkload {
  private static final int LANES = 3;
  private static final int LIMITED = 3;

  /** A key that has not ended after so long is left alone. */
  private static final long PATIENCE_MILLIS = 4_000;

  /** The count with which a counter begins anew. */
  private static final class Rebirth {
    final Attempt attempt;
    final int digit;

    /** What every replica held durably when it was asked for. */
    final NavigableSet<Integer> observed;

    /** Why the counter does not begin anew, as far as was seen. */
    Optional<String> doubt = Optional.empty();

    /** Whether the key had ended for whoever carried it out, and knew what was observed. */
    boolean isCertain;

    Rebirth(Attempt attempt, int digit, NavigableSet<Integer> observed) {
      this.attempt = attempt;
      this.digit = digit;
      this.observed = observed;
    }
  }

  /** One key. */
  private static final class Ending {
    final long since;
    final List<Attempt> limited = new ArrayList<>();
    Optional<Rebirth> rebirth = Optional.empty();

    Ending(long since) {
      this.since = since;
    }
  }

  /** What must not change while the last count is carried out. */
  private record Circumstances(int wipes, int steps, Optional<Long> epoch, boolean isSettled) {}

  private final Cluster cluster;
  private final Agenda agenda;
  private final TreeMap<EntryKey, Ending> endings = new TreeMap<>();
  private final int[] generation = new int[LANES];

  EndingWorkload(Surroundings surroundings, Quorums quorums) {
    super(surroundings, Scenario.ENDING, DataType.PN_COUNTER, quorums);
    cluster = surroundings.cluster();
    agenda = surroundings.agenda();
  }

  /** How many counters certainly began anew. */
  long reborn() {
    return endings.values().stream()
        .flatMap(ending -> ending.rebirth.stream())
        .filter(rebirth -> rebirth.isCertain)
        .count();
  }

  @Override
  public boolean ends() {
    return true;
  }

  @Override
  public void operate(Runnable over) {
    EntryKey entry = pick();
    Ending ending = endings.computeIfAbsent(entry, key -> new Ending(millis()));
    if (chance().percent(30)) {
      read(entry, state -> {}, over);
    } else if (hasEndedEverywhere(entry, ending)) {
      beginAnew(entry, ending, over);
    } else if (ending.limited.size() < LIMITED) {
      countForAWhile(entry, ending, over);
    } else {
      read(entry, state -> {}, over);
    }
  }

  /** A counter that did not begin anew yet. */
  private EntryKey pick() {
    int lane = chance().index(LANES);
    Ending current = endings.get(key(lane));
    if (current != null
        && (current.rebirth.isPresent() || current.since + PATIENCE_MILLIS < millis())) {
      generation[lane]++;
    }
    return key(lane);
  }

  private EntryKey key(int lane) {
    return entry("x" + lane + "-" + generation[lane]);
  }

  private long millis() {
    return agenda.now() / 1_000;
  }

  private void countForAWhile(EntryKey entry, Ending ending, Runnable over) {
    int digit = ending.limited.size();
    Attempt attempt = new Attempt(step());
    ending.limited.add(attempt);
    write(
        entry,
        new Operation.Adjust(1L << (2 * digit)),
        new Lifetime.Limited(chance().between(100, 1_000)),
        attempt,
        (stored, durable) -> CounterWorkload.counted((PnCounter) durable).contains(digit),
        over);
  }

  /** By the end that each disk knows, and the clock of each machine; all answers have come. */
  private boolean hasEndedEverywhere(EntryKey entry, Ending ending) {
    long earliest =
        cluster.nodes().stream().mapToLong(node -> node.clock().wallMillis()).min().orElse(0);
    return ending.rebirth.isEmpty()
        && ending.limited.stream().anyMatch(attempt -> attempt.fate() == Attempt.Fate.ACKED)
        && ending.limited.stream().noneMatch(attempt -> attempt.mayApplyAfter(step()))
        && cluster.durable(entry, quorums().n()).stream()
            .flatMap(Optional::stream)
            .allMatch(state -> state.expiry().hasPassed(earliest));
  }

  private Circumstances circumstances() {
    return new Circumstances(
        cluster.wipes(),
        cluster.clockSteps(),
        cluster.latest().map(Topology::epoch),
        cluster.latest().filter(now -> now.transition().isEmpty()).isPresent());
  }

  private void beginAnew(EntryKey entry, Ending ending, Runnable over) {
    NavigableSet<Integer> observed = new TreeSet<>();
    for (int digit = 0; digit < ending.limited.size(); digit++) {
      observed.add(digit);
    }
    durable(entry).forEach(state -> observed.retainAll(CounterWorkload.counted((PnCounter) state)));
    Rebirth rebirth = new Rebirth(new Attempt(step()), ending.limited.size(), observed);
    ending.rebirth = Optional.of(rebirth);
    Circumstances before = circumstances();
    write(
        entry,
        new Operation.Adjust(1L << (2 * rebirth.digit)),
        Lifetime.kept(),
        rebirth.attempt,
        (stored, durable) -> CounterWorkload.counted((PnCounter) durable).contains(rebirth.digit),
        () -> {
          rebirth.isCertain =
              before.isSettled()
                  && before.equals(circumstances())
                  && rebirth.attempt.fate() == Attempt.Fate.ACKED;
          requireNoDoubt(entry, rebirth);
          over.run();
        });
  }

  private static void requireNoDoubt(EntryKey entry, Rebirth rebirth) {
    Violation.unless(
        !rebirth.isCertain || rebirth.doubt.isEmpty(),
        "%s had ended with %s, and began anew with %s: %s",
        entry,
        rebirth.observed,
        rebirth.digit,
        rebirth.doubt);
  }

  @Override
  public void onState(EntryKey entry, Crdt state) {
    Optional<Rebirth> known =
        Optional.ofNullable(endings.get(entry)).flatMap(ending -> ending.rebirth);
    if (known.isPresent()) {
      Rebirth rebirth = known.get();
      NavigableSet<Integer> live = CounterWorkload.live((PnCounter) state);
      boolean beganAnew = CounterWorkload.counted((PnCounter) state).contains(rebirth.digit);
      if (beganAnew && !Collections.disjoint(live, rebirth.observed)) {
        rebirth.doubt = Optional.of("what had ended counts in " + state);
        requireNoDoubt(entry, rebirth);
      }
    }
  }

  /** The last count stays, whoever carried it out. */
  @Override
  public void validate(EntryKey entry, Crdt agreed) {
    onState(entry, agreed);
    Ending ending = endings.getOrDefault(entry, new Ending(0));
    if (ending.rebirth.isPresent() && ending.rebirth.get().isCertain) {
      Rebirth rebirth = ending.rebirth.get();
      Violation.unless(
          CounterWorkload.live((PnCounter) agreed).contains(rebirth.digit)
              && agreed.expiry().isEndless(),
          "%s began anew with %s, which is not in it: %s",
          entry,
          rebirth.digit,
          agreed);
    }
  }
}
