package io.kvasir.core.watch;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a watcher heard of its own feed, and may hear once more of the shared one. Of each key that
 * holds until another state of it is heard: the same may come back then, and is a change.
 */
public final class Overlap {
  private final Map<Integer, Integer> digests = new TreeMap<>();

  /**
   * @param echoes of the own feed when the watcher left it
   */
  public Overlap(List<Echo> echoes) {
    echoes.forEach(echo -> digests.put(echo.hash(), echo.digest()));
  }

  /** Whether that was heard, and nothing else of the key since. */
  public boolean hasHeard(Delivery delivery) {
    int hash = (int) KeyHash.of(delivery.key());
    Integer heard = digests.get(hash);
    if (heard == null) {
      return false;
    }
    boolean isRepeated = heard == (int) delivery.digest();
    if (!isRepeated) {
      digests.remove(hash);
    }
    return isRepeated;
  }
}
