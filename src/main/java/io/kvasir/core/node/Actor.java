package io.kvasir.core.node;

/**
 * The identity that mints dots. It is born with a data directory and persisted in it; a node that
 * lost its disk is a new actor, so that a dot is never minted twice for different events.
 *
 * @param id 64 random bits; ordered as unsigned
 */
public record Actor(long id) implements Comparable<Actor> {
  @Override
  public int compareTo(Actor other) {
    return Long.compareUnsigned(id, other.id);
  }

  @Override
  public String toString() {
    return Long.toHexString(id);
  }
}
