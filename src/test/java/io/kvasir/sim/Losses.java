package io.kvasir.sim;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.groups.GroupStatus;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which machine may lose its disk without a promise being broken. */
final class Losses {
  private final Cluster cluster;
  private final List<Workload> workloads;
  private final Migration migration;

  Losses(Cluster cluster, List<Workload> workloads, Migration migration) {
    this.cluster = cluster;
    this.workloads = workloads;
    this.migration = migration;
  }

  boolean mayLose(SimNode victim) {
    return areGroupsWholeWithout(victim) && isDispensable(victim);
  }

  /** Whether others that stay have together what the machine has. */
  boolean isDispensable(SimNode victim) {
    for (Map.Entry<SimDisk.Place, Crdt> stored : victim.disk().states().entrySet()) {
      if (!isElsewhere(victim, stored.getKey().entry(), stored.getValue())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether damage to what is stored there can be told and mended. Not where the only replica of a
   * key is: of an empty state nothing would be lost, but nobody could say that it is empty.
   */
  boolean isMendable(SimNode victim, EntryKey entry, Crdt state) {
    return lists(victim, entry).stream().noneMatch(List.of(victim)::equals)
        && isElsewhere(victim, entry, state);
  }

  /** Whether others that stay have together, and can read, what is stored there. */
  private boolean isElsewhere(SimNode victim, EntryKey entry, Crdt state) {
    return lists(victim, entry).stream()
        .allMatch(list -> isAmongOthers(list, victim, entry, state));
  }

  private List<List<SimNode>> lists(SimNode victim, EntryKey entry) {
    int n = workloads.stream().filter(w -> w.owns(entry)).findFirst().orElseThrow().replicas();
    return cluster.lists(entry, n).stream().filter(list -> list.contains(victim)).toList();
  }

  private boolean isAmongOthers(List<SimNode> list, SimNode victim, EntryKey entry, Crdt state) {
    Crdt held =
        list.stream()
            .filter(node -> node != victim && migration.stays(node.id()))
            .flatMap(node -> cluster.readable(node, entry).stream())
            .reduce(Crdt.bottom(state.type()), Crdt::join);
    return Crdt.join(held, state).equals(held);
  }

  /**
   * All voters of each group have the logs they voted with, and one may lose its own: who stays is
   * a majority without it.
   */
  private boolean areGroupsWholeWithout(SimNode victim) {
    TreeMap<GroupId, TreeSet<ReplicaId>> replicas = new TreeMap<>();
    for (SimNode node : cluster.nodes()) {
      if (node.topologyReplica().isEmpty()) {
        return false;
      }
      for (GroupStatus status : node.running().orElseThrow().engine().groups().statuses()) {
        status
            .raft()
            .ifPresent(
                raft ->
                    replicas
                        .computeIfAbsent(status.group(), g -> new TreeSet<>())
                        .add(raft.self()));
      }
    }
    return cluster.nodes().stream()
        .flatMap(node -> node.running().orElseThrow().engine().groups().statuses().stream())
        .allMatch(
            status ->
                status.raft().isPresent()
                    && isWholeWithout(
                        victim,
                        status.raft().map(RaftStatus::membership).orElseThrow(),
                        replicas.getOrDefault(status.group(), new TreeSet<>())));
  }

  private boolean isWholeWithout(
      SimNode victim, Membership membership, SortedSet<ReplicaId> replicas) {
    long rest =
        membership.voters().stream()
            .map(ReplicaId::node)
            .filter(node -> migration.stays(node) && !node.equals(victim.id()))
            .count();
    return replicas.containsAll(membership.voters()) && rest >= membership.majority();
  }
}
