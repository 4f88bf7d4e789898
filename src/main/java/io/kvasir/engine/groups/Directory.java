package io.kvasir.engine.groups;

import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where the groups of one loop have replicas, and who leads them, as far as was heard. */
final class Directory {
  /** Who leads in a term. */
  record Leader(NodeId node, long term) {}

  private final Map<GroupId, SortedSet<NodeId>> located = new TreeMap<>();
  private final Map<GroupId, Leader> leaders = new TreeMap<>();

  void locate(GroupId group, SortedSet<NodeId> nodes) {
    located.put(group, Collections.unmodifiableSortedSet(new TreeSet<>(nodes)));
  }

  SortedSet<NodeId> located(GroupId group) {
    return located.getOrDefault(group, Collections.emptySortedSet());
  }

  Optional<Leader> leader(GroupId group) {
    return Optional.ofNullable(leaders.get(group));
  }

  /** Believes the latest term. */
  void learn(GroupId group, Leader leader) {
    leaders.merge(group, leader, (old, next) -> next.term() >= old.term() ? next : old);
  }

  /** Whoever led up to {@code term} does no more. */
  void forget(GroupId group, long term) {
    Leader known = leaders.get(group);
    if (known != null && known.term() <= term) {
      leaders.remove(group);
    }
  }
}
