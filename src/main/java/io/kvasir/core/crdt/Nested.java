package io.kvasir.core.crdt;

import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.DotSet;

/**
 * The value of a map's field.
 *
 * @param state without a context of its own: it has the map's
 */
public record Nested(Crdt state) implements Part {
  public Nested {
    if (!state.context().isEmpty()) {
      throw new IllegalArgumentException("a value in a map has the map's context");
    }
    if (isNothing(state)) {
      throw new IllegalArgumentException("a field holds something");
    }
  }

  /** Whether nothing need be kept of it. */
  static boolean isNothing(Crdt state) {
    return state.under(CausalContext.EMPTY).equals(Crdt.bottom(state.type()));
  }

  @Override
  public DotSet dots() {
    return state.dots();
  }
}
