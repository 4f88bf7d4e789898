package io.kvasir.service;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import java.util.List;
import java.util.Optional;

/** A key out of a copy of another cluster. */
public sealed interface RestoredKey {
  Key key();

  /**
   * Of a convergent bucket.
   *
   * @param states what replicas had of it, at least one
   * @param isPart whether those of other replicas come apart
   */
  record OfReplicas(Key key, List<Crdt> states, boolean isPart) implements RestoredKey {
    public OfReplicas {
      states = List.copyOf(states);
    }
  }

  /** Of a linearizable bucket. */
  record OfShard(Key key, Value value, Optional<Long> endMillis) implements RestoredKey {}
}
