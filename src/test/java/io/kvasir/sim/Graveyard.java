package io.kvasir.sim;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.PnCounter;
import java.util.Optional;
import java.util.TreeMap;

/** What remained of keys that some replica dropped: none of it must ever show again. */
final class Graveyard {
  private final TreeMap<EntryKey, Crdt> dropped = new TreeMap<>();

  void dropped(EntryKey entry, Crdt remains) {
    dropped.merge(entry, remains, Crdt::join);
  }

  /** All that was dropped of an entry, by whomever. */
  Optional<Crdt> of(EntryKey entry) {
    return Optional.ofNullable(dropped.get(entry));
  }

  /** A state together with what was dropped before it: as if nothing ever were. */
  Crdt with(EntryKey entry, Crdt state) {
    return of(entry).map(gone -> Crdt.join(state, gone)).orElse(state);
  }

  void requireGone(EntryKey entry, Crdt state) {
    of(entry)
        .ifPresent(
            gone ->
                Violation.unless(
                    !isBack(gone, state),
                    "%s shows again what was dropped:%n  dropped %s%n  it is %s",
                    entry,
                    gone,
                    state));
  }

  private static boolean isBack(Crdt gone, Crdt state) {
    return switch (gone) {
      case LwwRegister written ->
          state instanceof LwwRegister register
              && register.isPresent()
              && !register.stamp().isAfter(written.stamp());
      case PnCounter counted -> state instanceof PnCounter counter && isBack(counted, counter);
      default -> isSeen(gone, state);
    };
  }

  private static boolean isBack(PnCounter gone, PnCounter counter) {
    return gone.tallies().entrySet().stream()
        .anyMatch(
            each -> {
              PnCounter.Tally now = counter.tallyOf(each.getKey());
              PnCounter.Tally then = each.getValue();
              return now.increments() - now.deletedIncrements() != 0
                  && now.deletedIncrements() < then.deletedIncrements();
            });
  }

  private static boolean isSeen(Crdt gone, Crdt state) {
    for (Dot dot : state.dots().dots()) {
      if (gone.context().contains(dot)) {
        return true;
      }
    }
    return false;
  }
}
