package io.kvasir.core.watch;

import io.kvasir.core.bucket.Key;

/** The order in which the changes of a window are worked on; the same on every node. */
final class KeyHash {
  private KeyHash() {}

  /** As a whole number, of the 32 bits of an {@link Echo}. */
  static long of(int bits) {
    return bits & 0xffff_ffffL;
  }

  /** From 0 to 2^32 − 1. */
  static long of(Key key) {
    int mixed = key.value().hashCode();
    mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return of(mixed ^ (mixed >>> 16));
  }
}
