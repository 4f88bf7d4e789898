package io.kvasir.core.topology;

import io.kvasir.core.ring.Ring;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A change of ownership under way. It settles when nothing is outstanding.
 *
 * @param next the ring when it has settled
 * @param outstanding what is not yet with its new owner; never empty
 */
public record Transition(Ring next, SortedSet<Transfer> outstanding) {
  public Transition {
    outstanding = Collections.unmodifiableSortedSet(new TreeSet<>(outstanding));
    if (outstanding.isEmpty()) {
      throw new IllegalArgumentException("a transition with nothing to be done");
    }
  }
}
