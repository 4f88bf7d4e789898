package io.kvasir.sim;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.replication.WriteOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts values that are never repeated and deletes, by contexts of earlier reads and without. An
 * acknowledged value stays beside others until a write ends it that has seen it, or may have: one
 * with a context ends what its context has, and nothing else. What that was never shows again.
 */
final class SiblingWorkload extends DataWorkload {
  private static final int KEYS = 3;

  /** A change, and what its client had seen. */
  private record Change(Attempt attempt, Seen seen) {
    boolean mayEnd(Put put, Dot dot) {
      return !attempt.isRejected()
          && switch (seen) {
            case Seen.Here() -> attempt.mayApplyAfter(put.change.attempt.invoked());
            case Seen.OfKey(CausalContext context) -> context.contains(dot);
            case Seen.OfParts parts -> false;
          };
    }
  }

  private record Put(Change change, String text) {}

  /** What clients know of one key. */
  private static final class History {
    final List<Change> changes = new ArrayList<>();
    final List<Put> puts = new ArrayList<>();
    Seen seen = new Seen.OfKey(CausalContext.EMPTY);
  }

  private final TreeMap<EntryKey, History> histories = new TreeMap<>();
  private final TreeMap<String, Dot> dots = new TreeMap<>();
  private int values;

  SiblingWorkload(Surroundings surroundings, Quorums quorums) {
    super(surroundings, DataType.MV_REGISTER, quorums);
  }

  @Override
  public void operate(Runnable over) {
    EntryKey entry = entry("m" + chance().index(KEYS));
    History history = histories.computeIfAbsent(entry, key -> new History());
    if (chance().percent(45)) {
      long invoked = step();
      read(entry, state -> look(entry, history, (MvRegister) state, invoked), over);
      return;
    }
    Seen seen = chance().percent(60) ? history.seen : Seen.HERE;
    Change change = new Change(new Attempt(step()), seen);
    history.changes.add(change);
    if (chance().percent(85)) {
      put(entry, history, change, over);
    } else {
      write(entry, new Operation.Delete(seen), change.attempt, SiblingWorkload::isHeld, over);
    }
  }

  private void put(EntryKey entry, History history, Change change, Runnable over) {
    Put put = new Put(change, entry.key().value() + "-" + values++);
    history.puts.add(put);
    write(
        entry,
        new Operation.Put(Value.text(put.text), change.seen),
        change.attempt,
        SiblingWorkload::isHeld,
        over);
  }

  private static boolean isHeld(WriteOutcome.Stored stored, Crdt durable) {
    return ((MvRegister) durable).context().includes(stored.seen().orElseThrow().context());
  }

  private void look(EntryKey entry, History history, MvRegister read, long invoked) {
    history.seen = new Seen.OfKey(read.context());
    if (areReadsFresh()) {
      require(entry, history, read, invoked);
    }
  }

  /** What was acknowledged before {@code step} must show. */
  private void require(EntryKey entry, History history, MvRegister state, long step) {
    for (Put put : history.puts) {
      Dot dot = dots.get(put.text);
      Violation.unless(
          !put.change.attempt.isAckedBefore(step)
              || (dot != null && state.siblings().containsKey(dot))
              || history.changes.stream()
                  .anyMatch(c -> !c.equals(put.change) && dot != null && c.mayEnd(put, dot)),
          "%s lost %s: %s",
          entry,
          put,
          state);
    }
    for (Change change : history.changes) {
      Violation.unless(
          !change.attempt.isAckedBefore(step)
              || !(change.seen instanceof Seen.OfKey(CausalContext context))
              || state.siblings().keySet().stream().noneMatch(context::contains),
          "%s shows what %s had ended: %s",
          entry,
          change,
          state);
    }
  }

  @Override
  public void onState(EntryKey entry, Crdt state) {
    for (Map.Entry<Dot, MvRegister.Sibling> sibling : ((MvRegister) state).siblings().entrySet()) {
      String text = sibling.getValue().value().payload().asUtf8();
      Dot known = dots.putIfAbsent(text, sibling.getKey());
      Violation.unless(
          known == null || known.equals(sibling.getKey()), "%s was written twice: %s", text, state);
    }
  }

  @Override
  public void validate(EntryKey entry, Crdt agreed) {
    History history = histories.get(entry);
    if (history != null) {
      require(entry, history, (MvRegister) agreed, Long.MAX_VALUE);
    }
  }
}
