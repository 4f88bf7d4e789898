package io.kvasir.history;

/**
 * The configurations that were searched already, by a hash of 128 bits each: 16 bytes instead of
 * the set of linearized operations. That two of 2^22 configurations share one has probability
 * 2^-85.
 */
final class Visited {
  private long[] slots = new long[1 << 12];
  private int size;

  /** A bijection that spreads bits (the finalizer of SplitMix64). */
  static long mix(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /** Returns whether it is new. */
  boolean add(long high, long low) {
    if (size * 3L > slots.length) {
      grow();
    }
    boolean added = put(slots, high == 0 ? 1 : high, low);
    size += added ? 1 : 0;
    return added;
  }

  int size() {
    return size;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (int at = 0; at < slots.length; at += 2) {
      if (slots[at] != 0) {
        put(larger, slots[at], slots[at + 1]);
      }
    }
    slots = larger;
  }

  private static boolean put(long[] slots, long high, long low) {
    int mask = slots.length - 2;
    int at = (int) (low << 1) & mask;
    while (slots[at] != 0) {
      if (slots[at] == high && slots[at + 1] == low) {
        return false;
      }
      at = (at + 2) & mask;
    }
    slots[at] = high;
    slots[at + 1] = low;
    return true;
  }
}
