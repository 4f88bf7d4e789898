package io.kvasir.core.bucket;

import java.util.Comparator;

/**
 * A page of the keys of a bucket that is asked for.
 *
 * @param limit how many keys at most, 1 and up
 * @param reverse whether the last keys come first
 * @param keysOnly whether what stands under the keys is not wanted
 */
public record KeyScan(KeyRange range, int limit, boolean reverse, boolean keysOnly) {
  public KeyScan {
    if (limit < 1) {
      throw new IllegalArgumentException("a scan of " + limit + " keys");
    }
  }

  /** The order in which keys come. */
  public static Comparator<Key> order(boolean reverse) {
    return reverse ? Comparator.reverseOrder() : Comparator.naturalOrder();
  }

  /** What is left of it behind {@code key}. */
  public KeyScan beyond(Key key) {
    return new KeyScan(range.beyond(key, reverse), limit, reverse, keysOnly);
  }
}
