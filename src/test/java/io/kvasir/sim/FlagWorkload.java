package io.kvasir.sim;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.EwFlag;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.replication.WriteOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Enables and disables flags, by contexts of earlier reads and without. An acknowledged enabling
 * holds unless a disabling was later or concurrent, or by a context; a disabling that sees all
 * enablings leaves the flag disabled until the next.
 */
final class FlagWorkload extends DataWorkload {
  private static final int KEYS = 3;

  /**
   * A disabling or a delete.
   *
   * @param certain whether it sees every enabling that was asked for before it
   */
  private record Ending(Attempt attempt, Seen seen, boolean certain) {}

  /** What clients know of one flag. */
  private static final class History {
    final List<Attempt> enablings = new ArrayList<>();
    final List<Ending> endings = new ArrayList<>();
    Seen seen = new Seen.OfKey(CausalContext.EMPTY);
  }

  private final TreeMap<EntryKey, History> histories = new TreeMap<>();

  FlagWorkload(Surroundings surroundings, Quorums quorums) {
    super(surroundings, DataType.EW_FLAG, quorums);
  }

  @Override
  public void operate(Runnable over) {
    EntryKey entry = entry("f" + chance().index(KEYS));
    History history = histories.computeIfAbsent(entry, key -> new History());
    Attempt attempt = new Attempt(step());
    int choice = chance().index(100);
    if (choice < 45) {
      read(entry, state -> look(entry, history, (EwFlag) state, attempt.invoked()), over);
    } else if (choice < 75) {
      history.enablings.add(attempt);
      write(entry, new Operation.Enable(), attempt, FlagWorkload::isHeld, over);
    } else {
      Seen seen = chance().percent(40) ? history.seen : Seen.HERE;
      history.endings.add(new Ending(attempt, seen, isCertain(history, seen, attempt)));
      Operation operation = choice < 95 ? new Operation.Disable(seen) : new Operation.Delete(seen);
      write(entry, operation, attempt, FlagWorkload::isHeld, over);
    }
  }

  private boolean isCertain(History history, Seen seen, Attempt attempt) {
    return seen instanceof Seen.Here
        && areReadsFresh()
        && history.enablings.stream().noneMatch(e -> e.mayApplyAfter(attempt.invoked()))
        && history.endings.stream().noneMatch(e -> e.attempt.mayApplyAfter(attempt.invoked()));
  }

  private static boolean isHeld(WriteOutcome.Stored stored, Crdt durable) {
    return ((EwFlag) durable).context().includes(stored.seen().orElseThrow().context());
  }

  private void look(EntryKey entry, History history, EwFlag read, long invoked) {
    history.seen = new Seen.OfKey(read.context());
    if (areReadsFresh()) {
      require(entry, history, read, invoked);
    }
  }

  /** What was acknowledged before {@code step} must show. */
  private void require(EntryKey entry, History history, EwFlag state, long step) {
    for (Attempt enabling : history.enablings) {
      Violation.unless(
          state.isEnabled()
              || !enabling.isAckedBefore(step)
              || history.endings.stream()
                  .anyMatch(ending -> ending.attempt.mayApplyAfter(enabling.invoked())),
          "%s was enabled by %s and is not: %s",
          entry,
          enabling,
          state);
    }
    for (Ending ending : history.endings) {
      Violation.unless(
          !state.isEnabled()
              || !ending.certain
              || !ending.attempt.isAckedBefore(step)
              || isOverlapped(history, ending)
              || history.enablings.stream()
                  .anyMatch(enabling -> enabling.mayApplyAfter(ending.attempt.invoked())),
          "%s was disabled by %s, never enabled since, and is: %s",
          entry,
          ending,
          state);
      Violation.unless(
          !ending.attempt.isAckedBefore(step)
              || !(ending.seen instanceof Seen.OfKey(CausalContext context))
              || state.enables().dots().stream().noneMatch(context::contains),
          "%s shows what %s had ended: %s",
          entry,
          ending,
          state);
    }
  }

  /** A replica may then no longer hold what others still show. */
  private static boolean isOverlapped(History history, Ending ending) {
    return history.endings.stream()
        .anyMatch(other -> !other.equals(ending) && other.attempt.overlaps(ending.attempt));
  }

  @Override
  public void onState(EntryKey entry, Crdt state) {
    History history = histories.get(entry);
    Violation.unless(
        !((EwFlag) state).isEnabled()
            || (history != null && !history.enablings.stream().allMatch(Attempt::isRejected)),
        "%s is enabled, which was rejected or never asked for",
        entry);
  }

  @Override
  public void validate(EntryKey entry, Crdt agreed) {
    History history = histories.get(entry);
    if (history != null) {
      require(entry, history, (EwFlag) agreed, Long.MAX_VALUE);
    }
  }
}
