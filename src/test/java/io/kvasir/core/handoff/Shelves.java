package io.kvasir.core.handoff;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.fixture.WholeStates;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The durable entries of one node, whole. */
final class Shelves {
  private final TreeMap<EntryKey, Crdt> states = new TreeMap<>();

  Crdt state(EntryKey entry, Crdt otherwise) {
    return states.getOrDefault(entry, otherwise);
  }

  void join(EntryKey entry, Slice delta) {
    Crdt before = state(entry, Crdt.bottom(delta.state().type()));
    states.put(entry, Slice.whole(before).join(delta).state());
  }

  SortedMap<EntryKey, Crdt> states() {
    return states;
  }

  Optional<Crdt> find(EntryKey entry) {
    return Optional.ofNullable(states.get(entry));
  }

  Pages.Shelf shelf() {
    return new WholeStates(states);
  }
}
