package io.kvasir.core.handoff;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Slice;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The durable entries of one node, whole. */
final class Shelves implements Pages.Shelf {
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

  @Override
  public NavigableSet<EntryKey> keys() {
    return states.navigableKeySet();
  }

  @Override
  public Crdt head(EntryKey entry) {
    Crdt state = find(entry).orElseThrow();
    return state instanceof OrSwot set
        ? new OrSwot(set.presence(), new TreeMap<>(), set.context())
        : state;
  }

  @Override
  public SortedMap<Element, DotSet> members(EntryKey entry) {
    return find(entry).orElseThrow() instanceof OrSwot set ? set.entries() : new TreeMap<>();
  }
}
