package io.kvasir.core.crdt;

import io.kvasir.core.causality.DotSet;

/** What a {@link Parted} state holds under one element. */
public sealed interface Part permits Member, Nested {
  /** The dots of all that is alive in it. */
  DotSet dots();
}
