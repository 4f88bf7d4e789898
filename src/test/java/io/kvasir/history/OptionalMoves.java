package io.kvasir.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The moves that may be left out, in classes of the same shape. None of them ever returns, and
 * those of a class do the same, so the one invoked first may stand for any other: a configuration
 * is told by how many of a class it has used.
 */
final class OptionalMoves {
  private final List<Move> moves;
  private final List<List<Integer>> classes;
  private final int[] used;

  OptionalMoves(List<Move> moves) {
    this.moves = moves;
    SequencedMap<Move.Shape, List<Integer>> byShape = new LinkedHashMap<>();
    for (int number = 0; number < moves.size(); number++) {
      if (!moves.get(number).required()) {
        byShape.computeIfAbsent(moves.get(number).shape(), shape -> new ArrayList<>()).add(number);
      }
    }
    classes = List.copyOf(byShape.values());
    used = new int[classes.size()];
  }

  int classes() {
    return classes.size();
  }

  /** The move that may be taken next of a class, or -1: none is left that was invoked by then. */
  int available(int at, long time) {
    List<Integer> members = classes.get(at);
    if (used[at] == members.size()) {
      return -1;
    }
    int number = members.get(used[at]);
    return moves.get(number).operation().invoked() <= time ? number : -1;
  }

  void take(int at) {
    used[at]++;
  }

  void putBack(int at) {
    used[at]--;
  }
}
