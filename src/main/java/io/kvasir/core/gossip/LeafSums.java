package io.kvasir.core.gossip;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The leaves of one bucket's tree in one partition: of each the sum of its keys' digests, those of
 * sum 0 left out. At most {@link Leaf#COUNT} entries.
 */
public record LeafSums(SortedMap<Leaf, Long> sums) {
  public static final LeafSums NONE = new LeafSums(new TreeMap<>());

  public LeafSums {
    TreeMap<Leaf, Long> present = new TreeMap<>(sums);
    present.values().removeIf(sum -> sum == 0);
    sums = Collections.unmodifiableSortedMap(present);
  }

  /** Whether nothing is visible of the bucket here. */
  public boolean isEmpty() {
    return sums.isEmpty();
  }

  public long of(Leaf leaf) {
    Long sum = sums.get(leaf);
    return sum == null ? 0 : sum;
  }

  /** The tree's root; 0 when nothing is visible of the bucket. */
  public long root() {
    long root = 0;
    for (var leaf : sums.entrySet()) {
      long mixed = (leaf.getValue() ^ leaf.getKey().number()) * 0x9e3779b97f4a7c15L;
      root = Long.rotateLeft(root ^ mixed, 27) * 0xff51afd7ed558ccdL + leaf.getKey().number();
    }
    return root;
  }

  /** The leaves in which two replicas differ. */
  public SortedSet<Leaf> differing(LeafSums other) {
    TreeSet<Leaf> leaves = new TreeSet<>(sums.keySet());
    leaves.addAll(other.sums.keySet());
    leaves.removeIf(leaf -> of(leaf) == other.of(leaf));
    return leaves;
  }
}
