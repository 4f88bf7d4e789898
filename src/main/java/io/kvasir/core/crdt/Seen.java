package io.kvasir.core.crdt;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a client has seen of a key when it replaces or removes something: that, and no more. */
public sealed interface Seen {
  /** What the replica that applies the operation holds, and those that are asked before it does. */
  Seen HERE = new Here();

  /** The client does not say. */
  record Here() implements Seen {}

  /** The key, as an answer showed it to the client. */
  record OfKey(CausalContext context) implements Seen {}

  /**
   * Some members of a set, each with the dots by which it was one; the others as by {@link Here}.
   */
  record OfParts(SortedMap<Element, OfKey> parts) implements Seen {
    public OfParts {
      parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }
  }

  /** What who was shown {@code state} has seen; empty for types without causal contexts. */
  static Optional<OfKey> of(Crdt state) {
    return state.type().isCausal() ? Optional.of(new OfKey(state.context())) : Optional.empty();
  }
}
