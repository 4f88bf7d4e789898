package io.kvasir.core.gossip;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The digests of one partition's keys, kept in memory: for stores that keep everything there. */
public final class DigestIndex {
  private final TreeMap<BucketId, TreeMap<Leaf, TreeMap<Key, Long>>> buckets = new TreeMap<>();

  /** The digest of {@code entry} grows by {@code change}, modulo 2^64. */
  public void change(EntryKey entry, long change) {
    TreeMap<Key, Long> keys =
        buckets
            .computeIfAbsent(entry.bucket(), bucket -> new TreeMap<>())
            .computeIfAbsent(Leaf.of(entry.key()), leaf -> new TreeMap<>());
    keys.merge(entry.key(), change, Long::sum);
  }

  /** The key is stored no more. */
  public void remove(EntryKey entry) {
    leaf(entry.bucket(), Leaf.of(entry.key())).remove(entry.key());
  }

  /** Those of up to {@code limit} keys behind {@code after} that have the digest 0. */
  public SilentKeys silent(BucketId bucket, Optional<Key> after, int limit) {
    List<Key> silent = new ArrayList<>();
    List<Key> visited = new ArrayList<>();
    TreeMap<Leaf, TreeMap<Key, Long>> leaves = buckets.getOrDefault(bucket, new TreeMap<>());
    Leaf first = after.map(Leaf::of).orElse(new Leaf(0));
    for (Map.Entry<Leaf, TreeMap<Key, Long>> leaf : leaves.tailMap(first).entrySet()) {
      boolean isBegun = after.isPresent() && leaf.getKey().equals(first);
      Map<Key, Long> keys = isBegun ? leaf.getValue().tailMap(after.get(), false) : leaf.getValue();
      for (Map.Entry<Key, Long> each : keys.entrySet()) {
        visited.add(each.getKey());
        if (each.getValue() == 0) {
          silent.add(each.getKey());
        }
        if (visited.size() == limit) {
          return new SilentKeys(silent, Optional.of(each.getKey()));
        }
      }
    }
    return new SilentKeys(silent, Optional.empty());
  }

  public long digestOf(EntryKey entry) {
    Long digest = leaf(entry.bucket(), Leaf.of(entry.key())).get(entry.key());
    return digest == null ? 0 : digest;
  }

  public LeafSums sums(BucketId bucket) {
    TreeMap<Leaf, Long> sums = new TreeMap<>();
    TreeMap<Leaf, TreeMap<Key, Long>> leaves = buckets.get(bucket);
    if (leaves != null) {
      leaves.forEach(
          (leaf, keys) -> sums.put(leaf, keys.values().stream().mapToLong(each -> each).sum()));
    }
    return new LeafSums(sums);
  }

  /** Up to {@code limit} keys behind {@code after}. */
  public KeyDigests keys(BucketId bucket, Leaf leaf, Optional<Key> after, int limit) {
    NavigableMap<Key, Long> all = leaf(bucket, leaf);
    List<KeyDigest> keys = new ArrayList<>();
    Map<Key, Long> rest = after.isPresent() ? all.tailMap(after.get(), false) : all;
    for (Map.Entry<Key, Long> entry : rest.entrySet()) {
      if (entry.getValue() == 0) {
        continue;
      }
      keys.add(new KeyDigest(entry.getKey(), entry.getValue()));
      if (keys.size() == limit) {
        return new KeyDigests(keys, Optional.of(entry.getKey()));
      }
    }
    return new KeyDigests(keys, Optional.empty());
  }

  /**
   * Holds the digests of a leaf against what is stored.
   *
   * @param found what a key's rows show; empty when they cannot be read
   */
  public LeafCheck check(BucketId bucket, Leaf leaf, Function<EntryKey, Optional<Long>> found) {
    List<Flaw> flaws = new ArrayList<>();
    NavigableMap<Key, Long> keys = leaf(bucket, leaf);
    for (Key key : keys.keySet()) {
      EntryKey entry = new EntryKey(bucket, key);
      check(entry, found.apply(entry)).ifPresent(flaws::add);
    }
    return new LeafCheck(keys.size(), flaws, 0);
  }

  /** Holds one digest against what the rows show, if they can be read. */
  public Optional<Flaw> check(EntryKey entry, Optional<Long> found) {
    long kept = digestOf(entry);
    return found.isPresent() && found.get() == kept
        ? Optional.empty()
        : Optional.of(new Flaw(entry, kept, found));
  }

  /** Forgets that life of a bucket and all before it. */
  public void drop(BucketId bucket) {
    buckets
        .keySet()
        .removeIf(
            held -> held.name().equals(bucket.name()) && held.generation() <= bucket.generation());
  }

  /** Forgets that life of a bucket alone. */
  public void forget(BucketId bucket) {
    buckets.remove(bucket);
  }

  private NavigableMap<Key, Long> leaf(BucketId bucket, Leaf leaf) {
    TreeMap<Leaf, TreeMap<Key, Long>> leaves = buckets.get(bucket);
    NavigableMap<Key, Long> keys = leaves == null ? null : leaves.get(leaf);
    return keys == null ? new TreeMap<>() : keys;
  }
}
