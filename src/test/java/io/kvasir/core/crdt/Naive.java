package io.kvasir.core.crdt;

import java.util.Optional;

/**
 * A type's naive model: explicit sets of events and of what each had observed, nothing compacted,
 * nothing forgotten. Immutable; the join is the union.
 */
interface Naive {
  /**
   * What {@code actor}'s operation adds to what is known here.
   *
   * @param seen what the client saw; empty when it does not say
   * @param delta what the core made
   */
  Naive write(int actor, Operation operation, Optional<Naive> seen, Crdt delta);

  Naive join(Naive other);

  /** What of it a reader finds, without what he could know to be over. */
  Naive shown();

  /** Fails when a reader of {@code state} would see something else than a reader of this. */
  void agreesWith(Crdt state);
}
