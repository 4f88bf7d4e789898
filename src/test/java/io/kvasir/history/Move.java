package io.kvasir.history;

import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * An operation as the search needs it: keys and values are numbers.
 *
 * @param required whether it must be in every linearization; otherwise it may be left out
 * @param branch which branch was taken, if the client was told
 * @param revision after it, {@link Outcome#UNTOLD} if nobody was told
 * @param rank by revision: what wrote a value is before what may have changed something, and that
 *     is before reads
 * @param observes numbers of the values that it must have found, each once
 * @param keys that it looks at or changes
 * @param firstKey the number of the first of them
 */
record Move(
    Operation operation,
    boolean required,
    long returned,
    Branch branch,
    long revision,
    Rank rank,
    List<Integer> observes,
    SortedSet<String> keys,
    int firstKey,
    Shape shape) {

  /** What it does, of those at the same revision. */
  enum Rank {
    WRITES,
    MAY_WRITE,
    READS
  }

  /** What is known of the branch that was taken. */
  enum Branch {
    SUCCESS,
    FAILURE,
    BY_STATE
  }

  /**
   * What it does; two optional operations of the same shape have the same effect in every state.
   */
  record Shape(List<Check> guards, List<Act> success, List<Act> failure, List<Found> sights) {}

  enum Test {
    VALUE,
    REVISION,
    ABSENT,
    PRESENT
  }

  /**
   * A guard.
   *
   * @param attributed whether its revision is known to be that of some write: then it is not that
   *     of a write of which nobody was told any
   */
  record Check(int key, Test test, int value, long revision, boolean attributed) {
    boolean holds(Cells cells, boolean whenUntold) {
      int value = cells.values[key];
      return switch (test) {
        case VALUE -> value == this.value;
        case ABSENT -> value == Cells.ABSENT;
        case PRESENT -> value != Cells.ABSENT;
        case REVISION ->
            value != Cells.ABSENT
                && (cells.revisions[key] == Outcome.UNTOLD
                    ? whenUntold && !attributed
                    : cells.revisions[key] == revision);
      };
    }
  }

  enum Kind {
    PUT,
    GET,
    DELETE
  }

  record Act(Kind kind, int key, int value) {
    boolean writes() {
      return kind != Kind.GET;
    }
  }

  record Found(int value, long revision) {
    boolean in(Cells cells, int key) {
      return cells.values[key] == value
          && (revision == Outcome.UNTOLD
              || cells.revisions[key] == Outcome.UNTOLD
              || cells.revisions[key] == revision);
    }
  }

  boolean isReadOnly() {
    return rank == Rank.READS;
  }

  /** Whether it may as well be left out where it would take the other branch. */
  boolean isPointlessUnlessGuardsHold() {
    return !required && shape.failure.stream().noneMatch(Act::writes);
  }

  /** Whether its place among the revisions is known. */
  boolean isOrdered() {
    return required && revision != Outcome.UNTOLD;
  }

  /** Whether its guards hold; where a revision is untold, they do as the client was told. */
  boolean guardsHold(Cells cells) {
    for (Check guard : shape.guards) {
      if (!guard.holds(cells, branch == Branch.SUCCESS)) {
        return false;
      }
    }
    return true;
  }

  /** Whether those of its guards hold that are of one key. */
  boolean guardsHold(int key, Cells cells) {
    return shape.guards.stream()
        .filter(guard -> guard.key == key)
        .allMatch(guard -> guard.holds(cells, branch == Branch.SUCCESS));
  }

  /** Whether, as far as one key goes, it can have answered as it did; for known branches. */
  boolean mayAnswer(int key, Cells cells) {
    boolean guardsOk = branch == Branch.SUCCESS ? guardsHold(key, cells) : mayBeRefused(key, cells);
    return guardsOk && saw(key, cells);
  }

  /** A refusal may be due to any of the guards: if they are of other keys too, it may be theirs. */
  private boolean mayBeRefused(int key, Cells cells) {
    return shape.guards.stream().noneMatch(guard -> guard.key == key) || !guardsHold(key, cells);
  }

  /**
   * Whether its first get of the key is right, unless it comes after a write of its own, and its
   * delete had nothing to delete if the revision stayed as it was.
   */
  private boolean saw(int key, Cells cells) {
    int sight = 0;
    for (Act act : branch == Branch.SUCCESS ? shape.success : shape.failure) {
      if (act.key == key) {
        return switch (act.kind) {
          case PUT -> true;
          case DELETE ->
              revision == Outcome.UNTOLD
                  || revision != cells.highest
                  || cells.values[key] == Cells.ABSENT;
          case GET -> shape.sights.get(sight).in(cells, key);
        };
      }
      sight += act.writes() ? 0 : 1;
    }
    return true;
  }

  /** The state after it, or null if it cannot have answered as it did in {@code before}. */
  @Nullable Cells apply(Cells before) {
    boolean success = guardsHold(before);
    if (branch != Branch.BY_STATE && success != (branch == Branch.SUCCESS)) {
      return null;
    }
    return carryOut(success ? shape.success : shape.failure, before);
  }

  private @Nullable Cells carryOut(List<Act> acts, Cells before) {
    Cells after = before;
    boolean put = false;
    boolean deleted = false;
    int sight = 0;
    for (Act act : acts) {
      if (act.writes() && after == before) {
        after = before.copy();
      }
      switch (act.kind) {
        case PUT -> {
          put = true;
          after.values[act.key] = act.value;
          after.revisions[act.key] = revision;
        }
        case DELETE -> {
          deleted |= after.values[act.key] != Cells.ABSENT;
          after.values[act.key] = Cells.ABSENT;
          after.revisions[act.key] = Outcome.UNTOLD;
        }
        case GET -> {
          if (branch != Branch.BY_STATE && !shape.sights.get(sight++).in(after, act.key)) {
            return null;
          }
        }
      }
    }
    return revision == Outcome.UNTOLD ? after : raised(before, after, put || deleted);
  }

  /** Revisions grow with what changes something, and never go back. */
  private @Nullable Cells raised(Cells before, Cells after, boolean changed) {
    if (revision < before.highest || (changed && revision == before.highest)) {
      return null;
    }
    Cells raised = after == before ? before.copy() : after;
    raised.highest = revision;
    return raised;
  }

  /** Whether it observes the value of this number. */
  boolean observes(int value) {
    return observes.contains(value);
  }
}
