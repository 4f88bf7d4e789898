package io.kvasir.core.topology;

import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which members hold a replica of which group, while it is being decided. A replica goes to the
 * member with the fewest; among those to a zone that has none of the group, and in the order of the
 * ring from the group's number on. Deterministic.
 */
final class Allotment {
  private final Topology topology;
  private final TreeMap<GroupId, TreeSet<NodeId>> nodes = new TreeMap<>();
  private final TreeMap<NodeId, Integer> loads = new TreeMap<>();

  private Allotment(Topology topology) {
    this.topology = topology;
    topology.staying().forEach(member -> loads.put(member, 0));
    topology
        .groups()
        .forEach((group, placement) -> nodes.put(group, new TreeSet<>(stillThere(placement))));
    nodes.values().forEach(set -> set.forEach(node -> add(node, 1)));
  }

  /**
   * As {@code topology} has it, without those who are no members or go; but who goes keeps a
   * replica of a group that has not begun, and may need it.
   */
  static Allotment of(Topology topology) {
    return new Allotment(topology);
  }

  private SortedSet<NodeId> stillThere(Placement placement) {
    TreeSet<NodeId> left = new TreeSet<>(placement.wanted());
    left.removeIf(
        node ->
            !topology.members().containsKey(node)
                || topology.intents().get(node) == Intent.REMOVE
                || (topology.intents().get(node) == Intent.LEAVE && placement.begun()));
    return left;
  }

  /** Finds a new group its {@code replicas} members, or all that stay when they are fewer. */
  SortedSet<NodeId> place(GroupId group, int replicas) {
    TreeSet<NodeId> chosen = nodes.computeIfAbsent(group, ignored -> new TreeSet<>());
    while (chosen.size() < replicas && !outside(chosen).isEmpty()) {
      NodeId next = outside(chosen).stream().min(preference(group, chosen)).orElseThrow();
      chosen.add(next);
      add(next, 1);
    }
    return chosen;
  }

  /**
   * The topology when groups that want more replicas, and can have them, got them, and then no
   * member holds more than one replica above another, as far as groups are begun. Nothing moves
   * that need not.
   */
  Topology spread() {
    topology.groups().forEach((group, placement) -> place(group, replicas(placement)));
    while (move()) {
      // One replica went from the fullest to the emptiest.
    }
    TreeMap<GroupId, Placement> groups = new TreeMap<>(topology.groups());
    nodes.forEach(
        (group, set) -> groups.computeIfPresent(group, (g, placement) -> placement.on(set)));
    return topology.withGroups(groups, topology.nextGroup());
  }

  private int replicas(Placement placement) {
    return topology.buckets().live(placement.bucket().name()).orElseThrow().spec().replicas();
  }

  private boolean move() {
    Comparator<NodeId> byLoad = Comparator.comparingInt(this::load);
    NodeId emptiest = loads.keySet().stream().min(byLoad).orElseThrow();
    return loads.keySet().stream()
        .filter(node -> load(node) > load(emptiest) + 1)
        .sorted(byLoad.reversed())
        .anyMatch(node -> move(node, emptiest));
  }

  /** Who holds more has a group that the other does not; but it may be too young to be moved. */
  private boolean move(NodeId from, NodeId to) {
    Optional<TreeSet<NodeId>> movable =
        nodes.entrySet().stream()
            .filter(entry -> isBegun(entry.getKey()))
            .map(Map.Entry::getValue)
            .filter(holders -> holders.contains(from) && !holders.contains(to))
            .findFirst();
    movable.ifPresent(holders -> exchange(holders, from, to));
    return movable.isPresent();
  }

  private boolean isBegun(GroupId group) {
    Placement placement = topology.groups().get(group);
    return placement != null && placement.begun();
  }

  private void exchange(SortedSet<NodeId> holders, NodeId from, NodeId to) {
    holders.remove(from);
    holders.add(to);
    add(from, -1);
    add(to, 1);
  }

  private Comparator<NodeId> preference(GroupId group, SortedSet<NodeId> chosen) {
    List<NodeId> order = ringOrder(group);
    return Comparator.comparingInt(this::load)
        .thenComparingLong(node -> sameZone(node, chosen))
        .thenComparingInt(order::indexOf);
  }

  private List<NodeId> ringOrder(GroupId group) {
    int start = (int) (group.number() % topology.ring().partitions());
    List<NodeId> order =
        new ArrayList<>(
            topology.ring().preferenceList(new PartitionId(start), loads.size()).nodes());
    order.addAll(outside(new TreeSet<>(order)));
    return order;
  }

  private long sameZone(NodeId node, SortedSet<NodeId> chosen) {
    String zone = zone(node);
    return zone.isEmpty() ? 0 : chosen.stream().filter(other -> zone(other).equals(zone)).count();
  }

  private String zone(NodeId node) {
    Member member = topology.members().get(node);
    return member == null ? "" : member.zone();
  }

  private SortedSet<NodeId> outside(SortedSet<NodeId> set) {
    TreeSet<NodeId> rest = new TreeSet<>(loads.keySet());
    rest.removeAll(set);
    return rest;
  }

  private int load(NodeId node) {
    return loads.getOrDefault(node, 0);
  }

  private void add(NodeId node, int replicas) {
    loads.computeIfPresent(node, (member, load) -> load + replicas);
  }
}
