package io.kvasir.operator.core;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that was seen of a cluster at one time. Nodes go by their ordinals.
 *
 * @param pods those that exist, terminating ones among them
 * @param claims volume claims that exist
 * @param views of the nodes that answered
 */
public record Observed(
    Desired desired,
    FoundingState founding,
    Optional<SetState> set,
    SortedMap<Integer, PodState> pods,
    SortedMap<Integer, ClaimState> claims,
    SortedMap<Integer, NodeView> views) {
  public Observed {
    pods = Collections.unmodifiableSortedMap(new TreeMap<>(pods));
    claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
    views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
  }

  /** How many pods there are to be now. */
  int replicas() {
    return set.map(SetState::replicas).orElse(0);
  }
}
