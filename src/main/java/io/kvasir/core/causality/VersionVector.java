package io.kvasir.core.causality;

import io.kvasir.core.node.Actor;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * For each actor the number of its events seen without a gap: an entry {@code a → n} stands for the
 * dots {@code (a, 1) … (a, n)}. Immutable; an absent actor stands for 0.
 */
public record VersionVector(SortedMap<Actor, Long> counters) {
  public static final VersionVector EMPTY = new VersionVector(new TreeMap<>());

  public VersionVector {
    for (Map.Entry<Actor, Long> entry : counters.entrySet()) {
      if (entry.getValue() < 1) {
        throw new IllegalArgumentException(
            "a version vector holds counters of 1 and up: " + counters);
      }
    }
    counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
  }

  /** The last gapless counter of {@code actor}, 0 when none was seen. */
  public long counterOf(Actor actor) {
    Long counter = counters.get(actor);
    return counter == null ? 0 : counter;
  }

  public boolean contains(Dot dot) {
    return dot.counter() <= counterOf(dot.actor());
  }

  public boolean isEmpty() {
    return counters.isEmpty();
  }
}
