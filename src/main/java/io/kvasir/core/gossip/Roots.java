package io.kvasir.core.gossip;

import io.kvasir.core.bucket.BucketId;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The roots of a partition's trees, one per bucket of which anything is visible. */
public final class Roots {
  private Roots() {}

  public static SortedMap<BucketId, Long> of(SortedMap<BucketId, LeafSums> trees) {
    TreeMap<BucketId, Long> roots = new TreeMap<>();
    trees.forEach((bucket, tree) -> roots.put(bucket, tree.root()));
    return roots;
  }

  /** All in one number; 0 for none. */
  public static long combined(SortedMap<BucketId, Long> roots) {
    long combined = 0;
    for (Map.Entry<BucketId, Long> root : roots.entrySet()) {
      combined = combined * 0x9e3779b97f4a7c15L + hash(root.getKey());
      combined = Long.rotateLeft(combined, 29) ^ (root.getValue() * 0xff51afd7ed558ccdL);
    }
    return combined;
  }

  /** The buckets whose roots differ, or that only one of the two has. */
  public static SortedSet<BucketId> differing(
      SortedMap<BucketId, Long> mine, SortedMap<BucketId, Long> theirs) {
    TreeSet<BucketId> buckets = new TreeSet<>(mine.keySet());
    buckets.addAll(theirs.keySet());
    buckets.removeIf(
        bucket ->
            mine.containsKey(bucket)
                && theirs.containsKey(bucket)
                && mine.get(bucket).equals(theirs.get(bucket)));
    return buckets;
  }

  private static long hash(BucketId bucket) {
    long hash = bucket.generation() + 1L;
    for (int i = 0; i < bucket.name().value().length(); i++) {
      hash = hash * 0x100000001b3L + bucket.name().value().charAt(i);
    }
    return hash;
  }
}
