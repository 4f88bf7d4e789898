package io.kvasir.core.crdt;

/** What a write does to the end of its key. */
public sealed interface Lifetime {
  /** The longest time to live: a hundred years. */
  long MAX_MILLIS = 100L * 365 * 24 * 3600 * 1000;

  /** Leaves it as it is; a key that begins anew has none. */
  record Kept() implements Lifetime {}

  /** The key does not end. */
  record Endless() implements Lifetime {}

  /**
   * The key ends some time after the write.
   *
   * @param millis 1 to {@link #MAX_MILLIS}
   */
  record Limited(long millis) implements Lifetime {
    public Limited {
      requireValid(millis);
    }
  }

  static Lifetime kept() {
    return new Kept();
  }

  /**
   * Refuses what is no time to live.
   *
   * @throws IllegalArgumentException when it is none
   */
  static void requireValid(long millis) {
    if (millis < 1 || millis > MAX_MILLIS) {
      throw new IllegalArgumentException("a time to live of " + millis + " ms");
    }
  }
}
