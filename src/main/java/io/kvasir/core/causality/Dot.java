package io.kvasir.core.causality;

import io.kvasir.core.node.Actor;

/**
 * One event: the {@code counter}-th of its actor on a key (Preguiça et al., "Dotted Version
 * Vectors", 2010). Minted once, never reused.
 *
 * @param counter 1 and up
 */
public record Dot(Actor actor, long counter) implements Comparable<Dot> {
  public Dot {
    if (counter < 1) {
      throw new IllegalArgumentException("a dot's counter starts at 1, not " + counter);
    }
  }

  @Override
  public int compareTo(Dot other) {
    int byActor = actor.compareTo(other.actor);
    return byActor != 0 ? byActor : Long.compare(counter, other.counter);
  }
}
