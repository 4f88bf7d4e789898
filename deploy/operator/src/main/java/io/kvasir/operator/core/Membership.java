package io.kvasir.operator.core;

import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who is a member, as all nodes that answered tell together. A node is a member as long as one of
 * them lists it, and none only when all that could know say so: one that is behind may not have
 * heard of it yet.
 */
public final class Membership {
  private final SortedMap<Integer, NodeView> views;
  private final NavigableMap<Integer, NodeView> telling = new TreeMap<>();
  private final SortedSet<Integer> members = new TreeSet<>();
  private final SortedSet<String> strangers = new TreeSet<>();
  private final SortedSet<Integer> leaving = new TreeSet<>();
  private final SortedSet<Integer> ready = new TreeSet<>();

  private Membership(Observed seen) {
    views = seen.views();
    views.forEach(
        (ordinal, view) -> {
          if (view.counts()) {
            telling.put(ordinal, view);
            members.addAll(view.members().keySet());
            strangers.addAll(view.strangers());
            leaving.addAll(view.leaving());
          }
        });
    leaving.retainAll(members);
    seen.pods()
        .forEach(
            (ordinal, pod) -> {
              if (pod.ready()) {
                ready.add(ordinal);
              }
            });
  }

  public static Membership of(Observed seen) {
    return new Membership(seen);
  }

  /** The ordinals of all members that have one. */
  public SortedSet<Integer> members() {
    return members;
  }

  /** Members that are no pods of this cluster. */
  public SortedSet<String> strangers() {
    return strangers;
  }

  SortedSet<Integer> leaving() {
    return leaving;
  }

  boolean isMember(int ordinal) {
    return members.contains(ordinal);
  }

  /** Whether the node says of itself that it is no member any more. */
  boolean knowsItIsRemoved(int ordinal) {
    NodeView own = views.get(ordinal);
    return own != null && own.removed();
  }

  /**
   * Whether it is certain that a node is no member: nobody lists it, and it knows that itself or
   * all members said so.
   */
  boolean isGone(int ordinal) {
    return !isMember(ordinal)
        && !telling.isEmpty()
        && (knowsItIsRemoved(ordinal) || allMembersAnswered());
  }

  boolean allMembersAnswered() {
    return strangers.isEmpty() && telling.keySet().containsAll(members);
  }

  /**
   * Whether fewer than a majority of the members answer the operator or the kubelet, or some group
   * reaches no majority.
   */
  public boolean hasLostQuorum() {
    boolean few = size() == 0 ? ready.isEmpty() : answering() * 2 <= size();
    return few || withoutMajority() > 0;
  }

  /** How many members count: one that comes or goes, and does not answer, is not missed. */
  int size() {
    long counting =
        members.stream().filter(ordinal -> answers(ordinal) || partitions(ordinal) > 0).count();
    return (int) counting + strangers.size();
  }

  int answering() {
    return (int) members.stream().filter(this::answers).count();
  }

  private boolean answers(int ordinal) {
    return telling.containsKey(ordinal) || ready.contains(ordinal);
  }

  /** Who leaves is cut off a moment before it knows that it is let go. */
  int withoutMajority() {
    return telling.entrySet().stream()
        .filter(entry -> !leaving.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .filter(NodeView::ready)
        .mapToInt(NodeView::withoutMajority)
        .max()
        .orElse(0);
  }

  /** Transfers of partitions that somebody waits for. */
  int outstanding() {
    return telling.values().stream().mapToInt(NodeView::outstanding).max().orElse(0);
  }

  /** The most partitions that anybody says the node owns. */
  public int partitions(int ordinal) {
    return telling.values().stream()
        .map(view -> view.members().get(ordinal))
        .mapToInt(state -> state == null ? 0 : state.partitions())
        .max()
        .orElse(0);
  }

  /** Whether some other node reaches it. */
  boolean isReachable(int ordinal) {
    return telling.entrySet().stream()
        .filter(entry -> entry.getKey() != ordinal)
        .map(entry -> entry.getValue().members().get(ordinal))
        .anyMatch(state -> state != null && state.reachable());
  }
}
