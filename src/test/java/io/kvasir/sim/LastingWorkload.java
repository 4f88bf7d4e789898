package io.kvasir.sim;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Lifetime;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.PnCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counters that are given more time. Each is counted for a short time, then for a very long one; if
 * that was acknowledged before anybody's clock said that the first time was up, and overrules what
 * was said before by the nodes' clocks, all that was acknowledged of it stays, and so does all that
 * is counted later without a word about time. Amounts are powers of four, as in {@link
 * CounterWorkload}.
 */
final class LastingWorkload extends DataWorkload {
  private static final int LANES = 2;
  private static final int CHANGES = 16;
  private static final long LONG_MILLIS = 100L * 3600 * 1000;

  /** One key. */
  private static final class Lasting {
    final List<Attempt> changes = new ArrayList<>();
    final int clockSteps;
    Optional<Attempt> more = Optional.empty();
    long earliestEnd = Long.MAX_VALUE;

    /** Whether it was given more time before it ended for anybody. */
    boolean isGranted;

    Lasting(int clockSteps) {
      this.clockSteps = clockSteps;
    }
  }

  private final Cluster cluster;
  private final TreeMap<EntryKey, Lasting> counters = new TreeMap<>();
  private final int[] generation = new int[LANES];

  LastingWorkload(Surroundings surroundings, Quorums quorums) {
    super(surroundings, Scenario.LASTING, DataType.PN_COUNTER, quorums);
    cluster = surroundings.cluster();
  }

  /** How many counters were given more time in time. */
  long granted() {
    return counters.values().stream().filter(counter -> counter.isGranted).count();
  }

  @Override
  public boolean ends() {
    return true;
  }

  @Override
  public void operate(Runnable over) {
    EntryKey entry = pick();
    Lasting counter = counters.computeIfAbsent(entry, key -> new Lasting(cluster.clockSteps()));
    if (chance().percent(25)) {
      long invoked = step();
      read(entry, state -> requireFresh(entry, counter, (PnCounter) state, invoked), over);
    } else if (counter.more.isPresent()) {
      count(entry, counter, Lifetime.kept(), over);
    } else if (isAtRest(counter)) {
      giveMore(entry, counter, over);
    } else {
      long life = chance().between(200, 1_200);
      counter.earliestEnd = Math.min(counter.earliestEnd, earliest() + life);
      count(entry, counter, new Lifetime.Limited(life), over);
    }
  }

  /** Whether it holds something, and nothing that was said of its end can come later. */
  private boolean isAtRest(Lasting counter) {
    long now = step();
    return counter.changes.stream().anyMatch(each -> each.isAckedBefore(now))
        && counter.changes.stream().noneMatch(each -> each.mayApplyAfter(now));
  }

  /** A counter that has digits left. */
  private EntryKey pick() {
    int lane = chance().index(LANES);
    Lasting current = counters.get(key(lane));
    if (current != null && current.changes.size() == CHANGES) {
      generation[lane]++;
    }
    return key(lane);
  }

  private EntryKey key(int lane) {
    return entry("l" + lane + "-" + generation[lane]);
  }

  private void count(EntryKey entry, Lasting counter, Lifetime lifetime, Runnable over) {
    int digit = counter.changes.size();
    Attempt attempt = new Attempt(step());
    counter.changes.add(attempt);
    write(
        entry,
        new Operation.Adjust(1L << (2 * digit)),
        lifetime,
        attempt,
        (stored, durable) -> CounterWorkload.counted((PnCounter) durable).contains(digit),
        over);
  }

  private void giveMore(EntryKey entry, Lasting counter, Runnable over) {
    int digit = counter.changes.size();
    count(
        entry,
        counter,
        new Lifetime.Limited(LONG_MILLIS),
        () -> {
          counter.isGranted =
              counter.changes.get(digit).fate() == Attempt.Fate.ACKED
                  && 2 * quorums().w() > quorums().n()
                  && latest() < counter.earliestEnd
                  && durable(entry).stream().filter(this::isLasting).count() >= quorums().w()
                  && cluster.clockSteps() == counter.clockSteps;
          over.run();
        });
    counter.more = Optional.of(counter.changes.get(digit));
  }

  private boolean isLasting(Crdt state) {
    return state.expiry().endMillis() > latest() + LONG_MILLIS / 2;
  }

  private long earliest() {
    return cluster.nodes().stream().mapToLong(node -> node.clock().wallMillis()).min().orElse(0);
  }

  /** By what any node takes for the time. */
  private long latest() {
    return cluster.nodes().stream()
        .mapToLong(
            node ->
                node.running()
                    .map(life -> life.engine().agreedMillis())
                    .orElseGet(() -> node.clock().wallMillis()))
        .max()
        .orElse(Long.MAX_VALUE);
  }

  private void requireFresh(EntryKey entry, Lasting counter, PnCounter read, long invoked) {
    if (areReadsFresh()) {
      requireAll(entry, counter, read, invoked);
    }
  }

  /** All that was acknowledged before {@code step}. */
  private static void requireAll(EntryKey entry, Lasting counter, PnCounter state, long step) {
    NavigableSet<Integer> live = CounterWorkload.live(state);
    for (int digit = 0; counter.isGranted && digit < counter.changes.size(); digit++) {
      Violation.unless(
          !counter.changes.get(digit).isAckedBefore(step)
              || counter.more.filter(more -> more.isAckedBefore(step)).isEmpty()
              || live.contains(digit),
          "%s was given more time, and lost %s: %s",
          entry,
          digit,
          state);
    }
  }

  @Override
  public void onState(EntryKey entry, Crdt state) {
    int asked = counters.getOrDefault(entry, new Lasting(0)).changes.size();
    Violation.unless(
        CounterWorkload.counted((PnCounter) state).headSet(asked).size()
            == CounterWorkload.counted((PnCounter) state).size(),
        "%s counts what nobody asked for: %s",
        entry,
        state);
  }

  @Override
  public void validate(EntryKey entry, Crdt agreed) {
    requireAll(
        entry,
        counters.getOrDefault(entry, new Lasting(0)),
        (PnCounter) agreed.visible(latest()),
        Long.MAX_VALUE);
  }
}
