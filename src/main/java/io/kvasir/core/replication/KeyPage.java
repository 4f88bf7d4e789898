package io.kvasir.core.replication;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.ring.PartitionId;
import java.util.List;
import java.util.Optional;

/**
 * What one replica holds of the keys in a range, in the order of the scan.
 *
 * @param items also of keys of which nothing is visible: other replicas may not know that yet
 * @param last up to which all keys are in it; empty when that is the end of the range
 */
public record KeyPage(List<Held> items, Optional<Key> last) {
  public static final KeyPage NOTHING = new KeyPage(List.of(), Optional.empty());

  /** What is held under one key. */
  public record Held(PartitionId partition, Key key, Content content) {}

  /** As much as was asked for, and fits a page. */
  public sealed interface Content {
    record State(Crdt state) implements Content {}

    /**
     * What a reader would see of it.
     *
     * @param digest equal when replicas show the same
     */
    record Glimpse(long digest, boolean isPresent) implements Content {}

    /** It is too long for a page. */
    record TooLong() implements Content {}
  }

  public KeyPage {
    items = List.copyOf(items);
    if (!isStrict(items)) {
      throw new IllegalArgumentException("a page out of order");
    }
    if (last.isPresent() && (items.isEmpty() || !items.getLast().key().equals(last.get()))) {
      throw new IllegalArgumentException("a page does not end with its last key");
    }
  }

  private static boolean isStrict(List<Held> items) {
    int direction = 0;
    for (int at = 1; at < items.size(); at++) {
      int step = Integer.signum(items.get(at).key().compareTo(items.get(at - 1).key()));
      if (step == 0 || (direction != 0 && step != direction)) {
        return false;
      }
      direction = step;
    }
    return true;
  }
}
