package io.kvasir.core.ring;

import io.kvasir.core.node.NodeId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Who holds a key: its replicas by the ring, and while ownership of its partition changes also
 * those it will have.
 *
 * @param next present only when it has other nodes than {@code current}
 */
public record Replicas(PreferenceList current, Optional<PreferenceList> next) {
  public Replicas {
    if (next.isPresent() && isSame(current, next.get())) {
      throw new IllegalArgumentException("a change of nothing: " + current + " to " + next);
    }
  }

  /** Replicas that do not change. */
  public static Replicas settled(PreferenceList current) {
    return new Replicas(current, Optional.empty());
  }

  /** From one list to another, which may have the same nodes. */
  public static Replicas changing(PreferenceList current, PreferenceList next) {
    return isSame(current, next) ? settled(current) : new Replicas(current, Optional.of(next));
  }

  private static boolean isSame(PreferenceList one, PreferenceList other) {
    return one.size() == other.size() && other.nodes().containsAll(one.nodes());
  }

  /** All of them, the present ones first. */
  public List<NodeId> all() {
    if (next.isEmpty()) {
      return current.nodes();
    }
    LinkedHashSet<NodeId> all = new LinkedHashSet<>(current.nodes());
    next.ifPresent(list -> all.addAll(list.nodes()));
    return List.copyOf(all);
  }

  /** Whether a node holds the key, or will. */
  public boolean contains(NodeId node) {
    return current.contains(node) || next.filter(list -> list.contains(node)).isPresent();
  }
}
