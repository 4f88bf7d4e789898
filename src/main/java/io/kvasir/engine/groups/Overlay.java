package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Loaded rows, and what commands changed of them since. */
final class Overlay implements StateMachine.Rows {
  private final SortedSet<Bytes> known;
  private final SortedMap<Bytes, Bytes> loaded;
  private final TreeMap<Bytes, Optional<Bytes>> changed = new TreeMap<>();

  /**
   * @param known the rows that were asked for
   * @param loaded those of them that exist
   */
  Overlay(SortedSet<Bytes> known, SortedMap<Bytes, Bytes> loaded) {
    this.known = known;
    this.loaded = loaded;
  }

  @Override
  public boolean isKnown(Bytes key) {
    return known.contains(key) || changed.containsKey(key);
  }

  @Override
  public Optional<Bytes> get(Bytes key) {
    Optional<Bytes> change = changed.get(key);
    return change == null ? Optional.ofNullable(loaded.get(key)) : change;
  }

  @Override
  public void put(Bytes key, Bytes value) {
    changed.put(key, Optional.of(value));
  }

  @Override
  public void delete(Bytes key) {
    changed.put(key, Optional.empty());
  }

  /** What is to be stored; an empty value deletes. */
  SortedMap<Bytes, Optional<Bytes>> changed() {
    return changed;
  }
}
