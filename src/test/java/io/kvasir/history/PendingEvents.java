package io.kvasir.history;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The calls and returns of the required moves that are not linearized yet, in the order of time, as
 * a doubly linked list: taking a move out and putting the last one back costs O(1) (Wing and Gong
 * 1993, section 4). An event is {@code 2 * move} for a call and {@code 2 * move + 1} for a return;
 * at the same time calls come first, which makes operations concurrent that touch.
 */
final class PendingEvents {
  private final int head;
  private final int[] next;
  private final int[] previous;
  private final List<Move> moves;

  PendingEvents(List<Move> moves) {
    this.moves = moves;
    head = 2 * moves.size();
    next = new int[head + 1];
    previous = new int[head + 1];
    int last = head;
    for (int event : inOrder()) {
      link(last, event);
      last = event;
    }
    link(last, head);
  }

  private int[] inOrder() {
    return IntStream.range(0, head)
        .filter(event -> moves.get(event / 2).required())
        .boxed()
        .sorted(
            Comparator.comparingLong(this::time)
                .thenComparingInt(event -> event % 2)
                .thenComparingInt(event -> event))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private long time(int event) {
    Move move = moves.get(event / 2);
    return isCall(event) ? move.operation().invoked() : move.returned();
  }

  private void link(int left, int right) {
    next[left] = right;
    previous[right] = left;
  }

  boolean isEmpty() {
    return next[head] == head;
  }

  int first() {
    return next[head];
  }

  int after(int event) {
    return next[event];
  }

  boolean isCall(int event) {
    return event % 2 == 0 && event != head;
  }

  /** When the first of the moves returns: what was invoked later may not be linearized yet. */
  long firstReturn() {
    int event = first();
    while (isCall(event)) {
      event = next[event];
    }
    return event == head ? Operation.NEVER : time(event);
  }

  /** The move whose return comes first: no order gets past it. */
  int firstReturning() {
    int event = first();
    while (isCall(event)) {
      event = next[event];
    }
    return event / 2;
  }

  /**
   * The move that may be linearized next and comes after {@code last}, a move or -1, by rank and
   * then by return; -1 when there is none.
   */
  int nextByReturn(int last) {
    int found = -1;
    for (int event = first(); isCall(event); event = next[event]) {
      int move = event / 2;
      if ((last < 0 || isBefore(last, move)) && (found < 0 || isBefore(move, found))) {
        found = move;
      }
    }
    return found;
  }

  private boolean isBefore(int left, int right) {
    Move one = moves.get(left);
    Move other = moves.get(right);
    if (one.isReadOnly() != other.isReadOnly()) {
      return other.isReadOnly();
    }
    return one.returned() < other.returned()
        || (one.returned() == other.returned() && left < right);
  }

  void take(int move) {
    unlink(2 * move + 1);
    unlink(2 * move);
  }

  private void unlink(int event) {
    next[previous[event]] = next[event];
    previous[next[event]] = previous[event];
  }

  /** Undoes the last {@link #take} that was not undone, which was of {@code move}. */
  void putBack(int move) {
    relink(2 * move);
    relink(2 * move + 1);
  }

  private void relink(int event) {
    next[previous[event]] = event;
    previous[next[event]] = event;
  }
}
