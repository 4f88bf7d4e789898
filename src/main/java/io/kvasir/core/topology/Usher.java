package io.kvasir.core.topology;

import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Which changes of ownership nodes ask for by themselves, so that nobody need. Pure. */
public final class Usher {
  private Usher() {}

  /**
   * What the node that leads the topology's group is to ask for: that members who own nothing join,
   * all that can be reached at once, and that members who are dead for too long are removed.
   *
   * @param reachable who can be reached
   * @param lost who is dead for so long that others are to take its place
   * @param autoJoin whether members join unasked
   */
  public static List<TopologyCommand> due(
      Topology topology, Predicate<NodeId> reachable, Predicate<NodeId> lost, boolean autoJoin) {
    List<TopologyCommand> due = new ArrayList<>();
    SortedSet<NodeId> idle = idle(topology);
    idle.removeIf(node -> !reachable.test(node) || lost.test(node));
    if (autoJoin && !idle.isEmpty()) {
      due.add(new TopologyCommand.Join(idle));
    }
    topology.members().keySet().stream()
        .filter(node -> topology.intents().get(node) != Intent.REMOVE && lost.test(node))
        .findFirst()
        .ifPresent(node -> due.add(new TopologyCommand.Remove(node)));
    return due;
  }

  private static SortedSet<NodeId> idle(Topology topology) {
    TreeSet<NodeId> idle = new TreeSet<>(topology.staying());
    idle.removeIf(node -> Ownership.owns(topology, node) || topology.intents().containsKey(node));
    return idle;
  }

  /** What a node that was to leave asks for when nothing is kept on it any more. */
  public static Optional<TopologyCommand> parting(Topology topology, NodeId self) {
    boolean wanted =
        topology.groups().values().stream().anyMatch(group -> group.wanted().contains(self));
    return topology.intents().get(self) == Intent.LEAVE
            && !Ownership.owns(topology, self)
            && !wanted
        ? Optional.of(new TopologyCommand.Depart(self))
        : Optional.empty();
  }
}
