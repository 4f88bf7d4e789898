package io.kvasir.core.crdt;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Entries that come in ascending order, made a tree in linear time: large states are read and
 * joined in that order, and finding the place of each element by itself takes most of the time.
 * Those that come in another order have their place found.
 */
public final class Ascending<K extends Comparable<? super K>, V> {
  private final List<Map.Entry<K, V>> entries = new ArrayList<>();
  private final SortedMap<K, V> others = new TreeMap<>();

  /** Adds an entry, whose key is none of those before. */
  public void add(K key, V value) {
    if (entries.isEmpty() || entries.getLast().getKey().compareTo(key) < 0) {
      entries.add(Map.entry(key, value));
    } else {
      others.put(key, value);
    }
  }

  /** All that was added. */
  public SortedMap<K, V> toMap() {
    TreeMap<K, V> all = new TreeMap<>(new View<>(entries));
    all.putAll(others);
    return all;
  }

  /** What {@link TreeMap} asks of a sorted map that it copies. */
  @SuppressWarnings("JdkObsolete") // it asks for that type
  private static final class View<K, V> extends AbstractMap<K, V> implements SortedMap<K, V> {
    private final List<Map.Entry<K, V>> entries;

    View(List<Map.Entry<K, V>> entries) {
      this.entries = entries;
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Entry<K, V>> iterator() {
          return entries.iterator();
        }

        @Override
        public int size() {
          return entries.size();
        }
      };
    }

    @Override
    public @Nullable Comparator<? super K> comparator() {
      return null;
    }

    @Override
    public K firstKey() {
      return entries.getFirst().getKey();
    }

    @Override
    public K lastKey() {
      return entries.getLast().getKey();
    }

    @Override
    public SortedMap<K, V> subMap(K from, K to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SortedMap<K, V> headMap(K to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SortedMap<K, V> tailMap(K from) {
      throw new UnsupportedOperationException();
    }
  }
}
