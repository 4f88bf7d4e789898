package io.kvasir.sim;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.PnCounter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts up, down and deletes. Each change of a key counts by an amount of its own, a power of
 * four, so the digits of a sum tell which changes are in it and how often: a digit of two is a
 * change that was applied twice.
 */
final class CounterWorkload extends DataWorkload {
  private static final int KEYS = 3;
  private static final int CHANGES_PER_KEY = 31;

  /** One increment or decrement; decrements have their digits in a sum of their own. */
  private static final class Change {
    final Attempt attempt;
    final boolean up;

    Change(long invoked, boolean up) {
      this.attempt = new Attempt(invoked);
      this.up = up;
    }
  }

  /** A delete, and the changes it cannot have missed. */
  private record Deletion(Attempt attempt, NavigableSet<Integer> observed) {}

  /** What clients know of one counter. */
  private static final class Counter {
    final List<Change> changes = new ArrayList<>();
    final List<Deletion> deletions = new ArrayList<>();
  }

  private final TreeMap<EntryKey, Counter> counters = new TreeMap<>();
  private final int[] generation = new int[KEYS];

  CounterWorkload(Surroundings surroundings, Quorums quorums) {
    super(surroundings, DataType.PN_COUNTER, quorums);
  }

  @Override
  public void operate(Runnable over) {
    EntryKey entry = pick();
    Counter counter = counters.computeIfAbsent(entry, key -> new Counter());
    if (chance().percent(35)) {
      long invoked = step();
      read(entry, state -> requireFresh(entry, (PnCounter) state, invoked), over);
    } else if (chance().percent(95)) {
      change(entry, counter, over);
    } else {
      delete(entry, counter, over);
    }
  }

  /** A counter that has digits left. */
  private EntryKey pick() {
    int lane = chance().index(KEYS);
    Counter current = counters.get(key(lane));
    if (current != null && current.changes.size() == CHANGES_PER_KEY) {
      generation[lane]++;
    }
    return key(lane);
  }

  private EntryKey key(int lane) {
    return entry("c" + lane + "-" + generation[lane]);
  }

  private void change(EntryKey entry, Counter counter, Runnable over) {
    int digit = counter.changes.size();
    boolean up = chance().percent(70);
    Change change = new Change(step(), up);
    counter.changes.add(change);
    long amount = 1L << (2 * digit);
    write(
        entry,
        new Operation.Adjust(up ? amount : -amount),
        change.attempt,
        (stored, durable) -> counted((PnCounter) durable).contains(digit),
        over);
  }

  private void delete(EntryKey entry, Counter counter, Runnable over) {
    NavigableSet<Integer> observed = new TreeSet<>();
    for (int digit = 0; digit < counter.changes.size(); digit++) {
      observed.add(digit);
    }
    durable(entry).forEach(state -> observed.retainAll(counted((PnCounter) state)));
    Attempt attempt = new Attempt(step());
    if (areReadsFresh()) {
      observed.addAll(acked(counter, attempt.invoked()));
    }
    counter.deletions.add(new Deletion(attempt, observed));
    write(
        entry,
        new Operation.Delete(),
        attempt,
        (stored, durable) -> live((PnCounter) durable).stream().noneMatch(observed::contains),
        over);
  }

  private static NavigableSet<Integer> acked(Counter counter, long step) {
    TreeSet<Integer> acked = new TreeSet<>();
    for (int digit = 0; digit < counter.changes.size(); digit++) {
      if (counter.changes.get(digit).attempt.isAckedBefore(step)) {
        acked.add(digit);
      }
    }
    return acked;
  }

  private void requireFresh(EntryKey entry, PnCounter read, long invoked) {
    if (areReadsFresh()) {
      requireAll(entry, read, invoked);
    }
  }

  /** All that was acknowledged before {@code step} must be in, and what was deleted must be out. */
  private void requireAll(EntryKey entry, PnCounter state, long step) {
    Counter counter = counters.getOrDefault(entry, new Counter());
    NavigableSet<Integer> counted = counted(state);
    NavigableSet<Integer> live = live(state);
    for (int digit = 0; digit < counter.changes.size(); digit++) {
      Attempt attempt = counter.changes.get(digit).attempt;
      boolean acked = attempt.isAckedBefore(step);
      Violation.unless(
          !acked || counted.contains(digit) || mayBeForgotten(counter, attempt),
          "%s lost the acknowledged change %s: %s",
          entry,
          digit,
          state);
      Violation.unless(
          !acked || live.contains(digit) || mayBeDeleted(counter, attempt),
          "%s dropped the acknowledged change %s, which nobody deleted: %s",
          entry,
          digit,
          state);
    }
    for (Deletion deletion : counter.deletions) {
      Violation.unless(
          !deletion.attempt.isAckedBefore(step)
              || live.stream().noneMatch(deletion.observed::contains),
          "%s counts again what was deleted: %s",
          entry,
          state);
    }
  }

  /** What was deleted does not come back to a disk that was lost. */
  private boolean mayBeForgotten(Counter counter, Attempt change) {
    return hasLostDisks() && mayBeDeleted(counter, change);
  }

  private static boolean mayBeDeleted(Counter counter, Attempt change) {
    return counter.deletions.stream()
        .anyMatch(deletion -> deletion.attempt.mayApplyAfter(change.invoked()));
  }

  @Override
  public void onState(EntryKey entry, Crdt state) {
    Counter counter = counters.getOrDefault(entry, new Counter());
    List<Change> changes = counter.changes;
    NavigableSet<Integer> seen = new TreeSet<>();
    for (PnCounter.Tally tally : ((PnCounter) state).tallies().values()) {
      NavigableSet<Integer> ups = digits(tally.increments());
      NavigableSet<Integer> downs = digits(tally.decrements());
      requireAsked(entry, changes, ups, true);
      requireAsked(entry, changes, downs, false);
      requireOnce(entry, seen, ups);
      requireOnce(entry, seen, downs);
    }
  }

  private static void requireAsked(
      EntryKey entry, List<Change> changes, NavigableSet<Integer> digits, boolean up) {
    for (int digit : digits) {
      Violation.unless(
          digit < changes.size()
              && changes.get(digit).up == up
              && !changes.get(digit).attempt.isRejected(),
          "%s counts %s, which was rejected or never asked for",
          entry,
          digit);
    }
  }

  private static void requireOnce(
      EntryKey entry, NavigableSet<Integer> seen, NavigableSet<Integer> digits) {
    for (int digit : digits) {
      Violation.unless(seen.add(digit), "%s counts %s at two replicas", entry, digit);
    }
  }

  @Override
  public void validate(EntryKey entry, Crdt agreed) {
    PnCounter state = (PnCounter) agreed;
    requireAll(entry, state, Long.MAX_VALUE);
    Violation.unless(
        state.value().equals(sum(entry, live(state))),
        "%s is %s but shows %s",
        entry,
        state,
        state.value());
    requireExactSum(entry, state);
  }

  /** With neither deletes nor unknown outcomes the sum is that of the acknowledged amounts. */
  private void requireExactSum(EntryKey entry, PnCounter state) {
    Counter counter = counters.getOrDefault(entry, new Counter());
    NavigableSet<Integer> acked = acked(counter, Long.MAX_VALUE);
    boolean exact = counter.deletions.isEmpty();
    for (Change change : counter.changes) {
      exact &= change.attempt.isRejected() || change.attempt.isAckedBefore(Long.MAX_VALUE);
    }
    Violation.unless(
        !exact || state.value().equals(sum(entry, acked)),
        "%s is %s, the acknowledged sum is %s",
        entry,
        state.value(),
        sum(entry, acked));
  }

  private BigInteger sum(EntryKey entry, NavigableSet<Integer> digits) {
    List<Change> changes = counters.getOrDefault(entry, new Counter()).changes;
    BigInteger sum = BigInteger.ZERO;
    for (int digit : digits) {
      BigInteger amount = BigInteger.ONE.shiftLeft(2 * digit);
      sum = changes.get(digit).up ? sum.add(amount) : sum.subtract(amount);
    }
    return sum;
  }

  /** The changes a state has seen, deleted or not. */
  static NavigableSet<Integer> counted(PnCounter state) {
    NavigableSet<Integer> digits = new TreeSet<>();
    for (PnCounter.Tally tally : state.tallies().values()) {
      digits.addAll(digits(tally.increments()));
      digits.addAll(digits(tally.decrements()));
    }
    return digits;
  }

  /** The changes that count. */
  static NavigableSet<Integer> live(PnCounter state) {
    NavigableSet<Integer> digits = counted(state);
    for (PnCounter.Tally tally : state.tallies().values()) {
      digits.removeAll(digits(tally.deletedIncrements()));
      digits.removeAll(digits(tally.deletedDecrements()));
    }
    return digits;
  }

  private static NavigableSet<Integer> digits(long sum) {
    NavigableSet<Integer> digits = new TreeSet<>();
    for (int digit = 0; digit < CHANGES_PER_KEY; digit++) {
      long count = (sum >>> (2 * digit)) & 3;
      Violation.unless(count <= 1, "change %s was applied %s times: %s", digit, count, sum);
      if (count == 1) {
        digits.add(digit);
      }
    }
    return digits;
  }
}
