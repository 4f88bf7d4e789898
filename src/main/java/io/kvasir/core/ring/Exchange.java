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
 * the new. Where none goes, or who goes cannot give, the newcomer takes what all the others have;
 * where none comes, what the one that goes has is taken by the first that stays.
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
    List<NodeId> unpaired = losers.subList(Math.min(gainers.size(), losers.size()), losers.size());
    sources
        .computeIfAbsent(after.nodes().getFirst(), first -> new TreeSet<>())
        .addAll(giving(unpaired));
    sources.values().removeIf(set -> set.isEmpty());
    return sources;
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
