package io.kvasir.core.crdt;

import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A member of a set.
 *
 * @param dots of its adds, at least one
 * @param ends when those dots end that do, in milliseconds of the nodes' agreed time
 */
public record Member(DotSet dots, SortedMap<Dot, Long> ends) implements Part {
  public Member {
    if (dots.isEmpty()) {
      throw new IllegalArgumentException("a member has at least one dot");
    }
    ends =
        ends.isEmpty()
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(ends));
  }
}
