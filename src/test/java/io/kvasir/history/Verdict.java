package io.kvasir.history;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** What the checker found. */
public sealed interface Verdict {
  /**
   * One atomic bucket can have told this.
   *
   * @param witness for each key, the operations on it and on the keys that transactions tie to it
   *     in an order that explains every answer
   */
  record Linearizable(SortedMap<String, List<Operation>> witness) implements Verdict {}

  /**
   * No atomic bucket can have told this.
   *
   * @param keys where it fails: one key, or several that transactions tie together
   * @param explanation the operations around the point that no order gets past, as text
   */
  record NotLinearizable(SortedSet<String> keys, String explanation) implements Verdict {
    @Override
    public String toString() {
      return "not linearizable in " + keys + "\n" + explanation;
    }
  }

  /**
   * The search was given up at its bound.
   *
   * @param explanation how far it came, as text
   */
  record Undecided(SortedSet<String> keys, long configurations, String explanation)
      implements Verdict {
    @Override
    public String toString() {
      return "undecided in "
          + keys
          + " after "
          + configurations
          + " configurations\n"
          + explanation;
    }
  }
}
