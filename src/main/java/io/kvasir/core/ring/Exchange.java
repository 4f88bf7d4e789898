package io.kvasir.core.ring;

import io.kvasir.core.node.NodeId;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * From whom the entries of a partition go to whom, when its replicas change. Each that comes takes
 * over from one that goes, so that what any quorum of the old replicas held is held by as many of
 * the new. Where none goes, or who goes cannot give, the newcomer takes what all the others have.
 * When fewer remain, each of them takes what those have that go without another in their place; if
 * these cannot give, what all the others have: of fewer replicas a quorum is smaller, and there is
 * less to lose.
 *
 * @param gone those that give nothing any more
 */
public record Exchange(PreferenceList before, PreferenceList after, SortedSet<NodeId> gone) {
  public Exchange {
    gone = new TreeSet<>(gone);
  }

  /** Of whom each that takes something takes it: of all that are named. None takes from itself. */
  public SortedMap<NodeId, SortedSet<NodeId>> sources() {
    List<NodeId> losers = without(before, after);
    List<NodeId> gainers = without(after, before);
    TreeMap<NodeId, SortedSet<NodeId>> sources = new TreeMap<>();
    for (int place = 0; place < gainers.size(); place++) {
      sources.put(gainers.get(place), sourcesOf(place, losers));
    }
    SortedSet<NodeId> left =
        left(losers.subList(Math.min(gainers.size(), losers.size()), losers.size()));
    for (NodeId node : after.nodes()) {
      SortedSet<NodeId> taken = sources.computeIfAbsent(node, each -> new TreeSet<>());
      taken.addAll(left);
      taken.remove(node);
    }
    sources.values().removeIf(set -> set.isEmpty());
    return sources;
  }

  /** Of whom is to be taken what {@code unpaired} had. */
  private SortedSet<NodeId> left(List<NodeId> unpaired) {
    return unpaired.stream().anyMatch(node -> gone.contains(node))
        ? giving(before.nodes())
        : giving(unpaired);
  }

  private SortedSet<NodeId> sourcesOf(int place, List<NodeId> losers) {
    boolean paired = place < losers.size() && !gone.contains(losers.get(place));
    return giving(paired ? List.of(losers.get(place)) : before.nodes());
  }

  private SortedSet<NodeId> giving(List<NodeId> nodes) {
    TreeSet<NodeId> giving = new TreeSet<>(nodes);
    giving.removeAll(gone);
    return giving;
  }

  private static List<NodeId> without(PreferenceList list, PreferenceList other) {
    return list.nodes().stream().filter(node -> !other.contains(node)).toList();
  }
}
