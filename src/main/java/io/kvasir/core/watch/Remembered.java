package io.kvasir.core.watch;

import io.kvasir.core.node.Actor;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The last delivery of a key that not all of its replicas are known to have come with.
 *
 * @param holders who holds it by a change that is accounted for, and by which
 */
public record Remembered(Echo echo, SortedMap<Actor, Long> holders) {
  public Remembered {
    holders = Collections.unmodifiableSortedMap(new TreeMap<>(holders));
  }

  /**
   * Whether a stream that is there heard that, or something that has it in it: of a replica that
   * holds it by a change that the stream accounts for.
   */
  public boolean isHeard(Position there) {
    return there.echoes().contains(echo) || there.isProof(KeyHash.of(echo.hash()), holders);
  }
}
