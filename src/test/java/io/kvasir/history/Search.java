package io.kvasir.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of a component's moves that explains every answer: the search of Wing and Gong
 * (1993) with Lowe's memory of configurations (2017), which are the set of linearized moves and the
 * state.
 *
 * <p>It takes moves one by one, of those that are invoked before the first pending one returns, and
 * goes back when none is legal or leads to a new configuration. These rules cut branches that can
 * hold no linearization, or none that another branch does not hold as well:
 *
 * <ul>
 *   <li>What answered with a revision is taken in the order of revisions, as they never go back.
 *   <li>A legal read is taken at once if nothing that may change something is left at its revision.
 *       It changes nothing, so in any linearization it can be moved to here.
 *   <li>A value is not overwritten while somebody must still see it whom no other write can serve.
 *   <li>A write of unknown outcome that nobody must have seen is left out unless it is needed. Of
 *       the linearizations take one with the fewest such writes, each as late as it can be. Such a
 *       write is followed by an operation with which it cannot change places, and which does not
 *       erase it (else it could be left out). If it is of a single key, the other's answer is wrong
 *       in that key without it, or the other takes another branch. So it is tried only where such
 *       an operation is pending. See {@link OptionalMoves} for those of the same effect.
 * </ul>
 */
final class Search {
  private static final long HIGH = 0x243f6a8885a308d3L;
  private static final long LOW = 0x13198a2e03707344L;

  private final List<Move> moves;
  private final PendingEvents pending;
  private final OptionalMoves optional;
  private final boolean[] writtenOnce;
  private final int[] observersLeft;
  private final int[] inOrder;
  private final Visited visited = new Visited();
  private final List<Step> path = new ArrayList<>();
  private final long bound;

  private Cells state;
  private int nextInOrder;
  private long high;
  private long low;
  private final int required;
  private int requiredTaken;
  private Depth deepest = new Depth(-1, 0, List.of(), List.of(), Cells.empty(0));

  /**
   * A move that was taken.
   *
   * @param optionalClass of the move, or -1 for a required one
   * @param forced whether there is no other way on from {@code before}
   */
  private record Step(int move, int optionalClass, boolean forced, Cells before) {}

  /** The farthest point that was reached: how many required moves, and what it looked like. */
  record Depth(int taken, int blocked, List<Integer> pending, List<Integer> order, Cells state) {}

  Search(Preparation preparation, long bound) {
    moves = preparation.moves();
    this.bound = bound;
    pending = new PendingEvents(moves);
    optional = new OptionalMoves(moves);
    writtenOnce = preparation.writtenOnce();
    observersLeft = new int[preparation.valueCount()];
    moves.forEach(move -> count(move, 1));
    inOrder = inOrder();
    required = (int) moves.stream().filter(Move::required).count();
    state = Cells.empty(preparation.keyNames().size());
  }

  private void count(Move move, int change) {
    for (int value : move.observes()) {
      observersLeft[value] += change;
    }
  }

  private int[] inOrder() {
    List<Integer> ordered = new ArrayList<>();
    for (int number = 0; number < moves.size(); number++) {
      if (moves.get(number).isOrdered()) {
        ordered.add(number);
      }
    }
    ordered.sort(
        Comparator.comparingLong((Integer number) -> moves.get(number).revision())
            .thenComparing(number -> moves.get(number).rank()));
    return ordered.stream().mapToInt(Integer::intValue).toArray();
  }

  /** How it ended. */
  enum Ending {
    FOUND,
    EXHAUSTED,
    BOUND_HIT
  }

  Ending run() {
    takeReads();
    while (requiredTaken < required) {
      boolean moved = takeRequired(-1) || takeOptional(0);
      if (!moved) {
        noteDepth();
      }
      while (!moved) {
        if (visited.size() > bound) {
          return Ending.BOUND_HIT;
        }
        Step last = undoToChoice();
        if (last == null) {
          return Ending.EXHAUSTED;
        }
        moved =
            last.optionalClass < 0
                ? takeRequired(last.move) || takeOptional(0)
                : takeOptional(last.optionalClass + 1);
      }
      takeReads();
    }
    return Ending.FOUND;
  }

  /** The moves in the order in which they were taken. */
  List<Integer> order() {
    return path.stream().map(Step::move).toList();
  }

  long configurations() {
    return visited.size();
  }

  Depth deepest() {
    return deepest;
  }

  private void takeReads() {
    for (int event = pending.first(); pending.isCall(event); event = pending.after(event)) {
      Move move = moves.get(event / 2);
      if (move.isReadOnly() && isForced(move) && move.apply(state) != null) {
        take(event / 2, -1, true, Objects.requireNonNull(move.apply(state)));
      }
    }
  }

  /**
   * Whether a read has no choice of its place: all that may have changed something is before it.
   */
  private boolean isForced(Move read) {
    return !read.isOrdered() || (isInTurn(read) && inTurn().rank() == Move.Rank.READS);
  }

  /** Whether no move of a lower revision is left, nor one that wrote at the same revision. */
  private boolean isInTurn(Move move) {
    return !move.isOrdered()
        || (inTurn().revision() == move.revision()
            && (inTurn().rank() != Move.Rank.WRITES || move.rank() == Move.Rank.WRITES));
  }

  /** Of those at the lowest revision that is left, as many are taken as come before this one. */
  private Move inTurn() {
    return moves.get(inOrder[nextInOrder]);
  }

  /**
   * Tries the pending moves, writes first, by the time of their return, from after that of {@code
   * last}.
   */
  private boolean takeRequired(int last) {
    for (int number = pending.nextByReturn(last); number >= 0; ) {
      Move move = moves.get(number);
      if (isInTurn(move)) {
        Cells after = move.apply(state);
        if (after != null && !hides(move, after) && isNew(number, after)) {
          take(number, -1, false, after);
          return true;
        }
      }
      number = pending.nextByReturn(number);
    }
    return false;
  }

  private boolean takeOptional(int from) {
    long time = pending.firstReturn();
    for (int at = from; at < optional.classes(); at++) {
      int number = optional.available(at, time);
      if (number < 0) {
        continue;
      }
      Cells after = moves.get(number).apply(state);
      if (after != null
          && changes(after)
          && !hides(moves.get(number), after)
          && isNeeded(moves.get(number), after, time)
          && isNew(number, after)) {
        take(number, at, false, after);
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // a first, fast test
  private boolean changes(Cells after) {
    return after != state && !after.sameAs(state);
  }

  /** Whether a value goes that somebody else must still see. */
  private boolean hides(Move move, Cells after) {
    for (int key = 0; key < after.values.length; key++) {
      int old = state.values[key];
      if (old != after.values[key]
          && writtenOnce[old]
          && observersLeft[old] > (move.observes(old) ? 1 : 0)) {
        return true;
      }
    }
    return false;
  }

  private boolean isNeeded(Move move, Cells after, long time) {
    if (move.keys().size() > 1) {
      return true;
    }
    for (int event = pending.first(); pending.isCall(event); event = pending.after(event)) {
      if (needs(moves.get(event / 2), move, after)) {
        return true;
      }
    }
    for (int at = 0; at < optional.classes(); at++) {
      int number = optional.available(at, time);
      if (number >= 0 && needs(moves.get(number), move, after)) {
        return true;
      }
    }
    return false;
  }

  private boolean needs(Move next, Move move, Cells after) {
    if (!isInTurn(next)) {
      return false;
    }
    int key = move.firstKey();
    if (next.branch() == Move.Branch.BY_STATE) {
      boolean held = next.guardsHold(key, state);
      boolean holds = next.guardsHold(key, after);
      return next.isPointlessUnlessGuardsHold() ? !held && holds : held != holds;
    }
    return !next.mayAnswer(key, state) && next.mayAnswer(key, after);
  }

  private boolean isNew(int move, Cells after) {
    return visited.add(
        high ^ Visited.mix(move ^ HIGH) ^ after.hash(HIGH),
        low ^ Visited.mix(move ^ LOW) ^ after.hash(LOW));
  }

  private void take(int number, int optionalClass, boolean forced, Cells after) {
    path.add(new Step(number, optionalClass, forced, state));
    state = after;
    change(number, -1);
    if (optionalClass < 0) {
      pending.take(number);
      requiredTaken++;
    } else {
      optional.take(optionalClass);
    }
  }

  private void change(int number, int observers) {
    Move move = moves.get(number);
    high ^= Visited.mix(number ^ HIGH);
    low ^= Visited.mix(number ^ LOW);
    count(move, observers);
    nextInOrder -= move.isOrdered() ? observers : 0;
  }

  /** Undoes moves up to and including the last one that was chosen, or returns null. */
  private @Nullable Step undoToChoice() {
    while (!path.isEmpty()) {
      Step last = path.removeLast();
      undo(last);
      if (!last.forced) {
        return last;
      }
    }
    return null;
  }

  private void undo(Step step) {
    state = step.before;
    change(step.move, 1);
    if (step.optionalClass < 0) {
      pending.putBack(step.move);
      requiredTaken--;
    } else {
      optional.putBack(step.optionalClass);
    }
  }

  private void noteDepth() {
    if (requiredTaken > deepest.taken) {
      List<Integer> calls = new ArrayList<>();
      for (int event = pending.first(); pending.isCall(event); event = pending.after(event)) {
        calls.add(event / 2);
      }
      deepest = new Depth(requiredTaken, pending.firstReturning(), calls, order(), state);
    }
  }
}
