package io.kvasir.core.node;

/**
 * Who mints for one identity: actors that follow one another, and are told from those of others by
 * their upper bits.
 *
 * @param newest the one that mints what knows of none of its predecessors
 * @param bits how many of the lower bits number the actors; 0 when there is only this one
 */
public record Lineage(Actor newest, int bits) {
  /** Of {@link #of}. */
  public static final int BITS = 20;

  /** How many actors a lineage may have. */
  public static final long MEMBERS = 1L << BITS;

  public Lineage {
    if (bits < 0 || bits > BITS) {
      throw new IllegalArgumentException("a lineage of " + bits + " bits");
    }
  }

  /** One actor alone. */
  public static Lineage alone(Actor actor) {
    return new Lineage(actor, 0);
  }

  /**
   * That of {@code identity} when its actor of that number is the newest.
   *
   * @param identity of which the upper 44 bits count
   * @param number from 0 to {@link #MEMBERS} − 1
   */
  public static Lineage of(Actor identity, long number) {
    if (number < 0 || number >= MEMBERS) {
      throw new IllegalArgumentException("actor " + number + " of a lineage");
    }
    return new Lineage(new Actor((identity.id() & -MEMBERS) | number), BITS);
  }

  /** Whether the newest actor has predecessors. */
  public boolean isRenewed() {
    return (newest.id() & ((1L << bits) - 1)) != 0;
  }

  public boolean contains(Actor actor) {
    return (actor.id() ^ newest.id()) >>> bits == 0;
  }
}
