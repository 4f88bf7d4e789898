package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A shard's state in maps. */
final class MapCells implements Cells {
  private final SortedMap<Key, Versioned> values = new TreeMap<>();
  private final SortedMap<String, Remembered> retryKeys = new TreeMap<>();
  private final SortedMap<Long, String> queue = new TreeMap<>();
  private final SortedSet<End> ends = new TreeSet<>();
  private final List<Revision> history = new ArrayList<>();

  SortedMap<Key, Versioned> values() {
    return values;
  }

  SortedSet<End> ends() {
    return ends;
  }

  int remembered() {
    return retryKeys.size();
  }

  int queued() {
    return queue.size();
  }

  @Override
  public Optional<Versioned> get(Key key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public long weight(Key key) {
    return get(key).map(found -> found.value().payload().length()).orElse(0);
  }

  @Override
  public void put(Key key, Versioned versioned) {
    values.put(key, versioned);
  }

  @Override
  public void delete(Key key) {
    values.remove(key);
  }

  @Override
  public void addEnd(End end) {
    ends.add(end);
  }

  @Override
  public void removeEnd(End end) {
    ends.remove(end);
  }

  @Override
  public boolean hasEnd(End end) {
    return ends.contains(end);
  }

  @Override
  public Optional<Remembered> recall(String retryKey) {
    return Optional.ofNullable(retryKeys.get(retryKey));
  }

  @Override
  public void remember(String retryKey, Remembered remembered) {
    retryKeys.put(retryKey, remembered);
  }

  @Override
  public void forget(String retryKey) {
    retryKeys.remove(retryKey);
  }

  @Override
  public Optional<String> queued(long place) {
    return Optional.ofNullable(queue.get(place));
  }

  @Override
  public void enqueue(long place, String retryKey) {
    queue.put(place, retryKey);
  }

  @Override
  public void dequeue(long place) {
    queue.remove(place);
  }

  @Override
  public void note(Revision revision) {
    history.add(revision);
  }

  /** All revisions that there were. */
  List<Revision> history() {
    return history;
  }
}
