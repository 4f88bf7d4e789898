package io.kvasir.core.crdt;

import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;

/**
 * When all that stands under a key ends. A lattice of its own: what was said last stays, by stamp
 * and actor.
 *
 * @param stamp when it was said
 * @param actor who said it
 * @param endMillis milliseconds since 1970 of the nodes' agreed time, or {@link #NEVER}
 */
public record Expiry(HybridTimestamp stamp, Actor actor, long endMillis) {
  /** The end of what does not end. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Of a key that nobody ever set an end for. */
  public static final Expiry NONE = new Expiry(HybridTimestamp.ZERO, new Actor(0), NEVER);

  public Expiry {
    if (endMillis < 0) {
      throw new IllegalArgumentException("an end before 1970: " + endMillis);
    }
  }

  public boolean isEndless() {
    return endMillis == NEVER;
  }

  /** Whether it is over at {@code nowMillis}. */
  public boolean hasPassed(long nowMillis) {
    return !isEndless() && endMillis <= nowMillis;
  }

  public Expiry join(Expiry other) {
    int order = stamp.compareTo(other.stamp);
    if (order == 0) {
      order = actor.compareTo(other.actor);
    }
    if (order == 0) {
      order = Long.compare(endMillis, other.endMillis);
    }
    return order >= 0 ? this : other;
  }
}
