package io.kvasir.history;

import java.util.Arrays;

/**
 * The state of a component: for each key by number the value by number and the revision at which it
 * was written ({@link Outcome#UNTOLD} when nobody was told), and the highest revision so far.
 * Immutable once shared; only {@link Move} changes a fresh copy.
 */
final class Cells {
  /** The number of "no value". */
  static final int ABSENT = 0;

  final int[] values;
  final long[] revisions;
  long highest;

  private Cells(int[] values, long[] revisions, long highest) {
    this.values = values;
    this.revisions = revisions;
    this.highest = highest;
  }

  static Cells empty(int keys) {
    return new Cells(new int[keys], new long[keys], 0);
  }

  Cells copy() {
    return new Cells(values.clone(), revisions.clone(), highest);
  }

  boolean sameAs(Cells other) {
    return highest == other.highest
        && Arrays.equals(values, other.values)
        && Arrays.equals(revisions, other.revisions);
  }

  /** Half of a hash of 128 bits; {@code salt} tells which half. */
  long hash(long salt) {
    long hash = Visited.mix(highest ^ salt);
    for (int key = 0; key < values.length; key++) {
      hash = Visited.mix(hash + values[key]);
      hash = Visited.mix(hash + revisions[key]);
    }
    return hash;
  }
}
