package io.kvasir.core.crdt;

import io.kvasir.core.time.HybridTimestamp;
import java.util.List;

/**
 * What a writer knows of other replicas.
 *
 * @param states what some of them hold, at least within the operation's scope
 * @param newest a stamp that some of them hold and a write to a register must overrule; {@link
 *     HybridTimestamp#ZERO} for none
 */
public record Elsewhere(List<Crdt> states, HybridTimestamp newest) {
  /** Nothing. */
  public static final Elsewhere UNKNOWN = new Elsewhere(List.of(), HybridTimestamp.ZERO);

  public Elsewhere {
    states = List.copyOf(states);
  }
}
