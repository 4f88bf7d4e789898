package io.kvasir.core.crdt;

import io.kvasir.core.time.HybridTimestamp;
import java.util.List;

/**
 * What a writer knows of other replicas.
 *
 * @param states what some of them hold, at least within the operation's scope
 * @param newest a stamp that some of them hold and a write to a register must overrule; {@link
 *     HybridTimestamp#ZERO} for none
 * @param asked whether this is all that can be had: what was acknowledged is known here or among
 *     {@code states}, as far as anybody who has it answers
 */
public record Elsewhere(List<Crdt> states, HybridTimestamp newest, boolean asked) {
  /** Nothing, and nobody was asked. */
  public static final Elsewhere UNKNOWN = new Elsewhere(List.of(), HybridTimestamp.ZERO, false);

  public Elsewhere {
    states = List.copyOf(states);
  }
}
