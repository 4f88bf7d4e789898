package io.kvasir.core.gossip;

import io.kvasir.core.bucket.Key;

/**
 * One of the equal parts into which the keys of a bucket in a partition are dealt by hash: a leaf
 * of the Merkle tree. A partition has a tree per bucket, so that dropping a bucket drops its tree.
 *
 * @param number 0 to {@link #COUNT} − 1
 */
public record Leaf(int number) implements Comparable<Leaf> {
  /** Per bucket and partition. */
  public static final int COUNT = 1_024;

  public Leaf {
    if (number < 0 || number >= COUNT) {
      throw new IllegalArgumentException("leaf " + number + " of " + COUNT);
    }
  }

  /** Where a key belongs. Independent of how keys are dealt out to partitions. */
  public static Leaf of(Key key) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < key.value().length(); i++) {
      hash = (hash ^ key.value().charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
    return new Leaf((int) (hash >>> 54));
  }

  @Override
  public int compareTo(Leaf other) {
    return Integer.compare(number, other.number);
  }
}
