package io.kvasir.edge.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Decides whether copies of nodes are together a backup of their cluster. */
final class Completeness {
  /** The group of the topology itself. */
  private static final long TOPOLOGY = 0;

  private Completeness() {}

  /**
   * What keeps copies from having each write that was acknowledged before they were asked for, and
   * only what was not deleted; nothing when they are complete.
   */
  static List<String> missing(List<BackupHead> heads) {
    if (heads.isEmpty()) {
      return List.of("no node could be copied");
    }
    List<String> missing = new ArrayList<>();
    BackupHead first = heads.getFirst();
    Set<String> nodes = new TreeSet<>();
    for (BackupHead head : heads) {
      if (!head.cluster().equals(first.cluster()) || head.partitions() != first.partitions()) {
        missing.add("%s and %s are of different clusters".formatted(first.node(), head.node()));
      } else if (head.topology() != first.topology()) {
        missing.add(
            "%s and %s do not know the same of the cluster yet"
                .formatted(first.node(), head.node()));
      }
      if (head.changing()) {
        missing.add("partitions change owners, as %s knows".formatted(head.node()));
      }
      if (!nodes.add(head.node())) {
        missing.add("%s was copied twice".formatted(head.node()));
      }
    }
    if (missing.isEmpty()) {
      groups(heads, missing);
      partitions(heads, missing);
    }
    return missing;
  }

  private static void groups(List<BackupHead> heads, List<String> missing) {
    Set<Long> complete = new TreeSet<>();
    heads.forEach(head -> complete.addAll(head.complete()));
    if (!complete.contains(TOPOLOGY)) {
      missing.add("no leader of the cluster's topology was copied");
    }
    for (BackupHead.Bucket bucket : heads.getFirst().buckets()) {
      for (long group : bucket.groups()) {
        if (!complete.contains(group)) {
          missing.add(
              "no leader of group %d, of bucket %s, was copied".formatted(group, bucket.name()));
        }
      }
    }
  }

  /** Of any W replicas one is among N - W + 1. */
  private static void partitions(List<BackupHead> heads, List<String> missing) {
    BackupHead first = heads.getFirst();
    for (BackupHead.Bucket bucket : first.buckets()) {
      BackupHead.Held held = first.held().get(bucket.replicas());
      if (bucket.isLinearizable() || held == null) {
        if (!bucket.isLinearizable()) {
          missing.add("%s says nothing of bucket %s".formatted(first.node(), bucket.name()));
        }
        continue;
      }
      int needed = Math.max(1, held.owners() - bucket.acknowledging(held.owners()) + 1);
      long lacking = 0;
      for (int partition = 0; partition < first.partitions(); partition++) {
        lacking += copies(heads, bucket.replicas(), partition) < needed ? 1 : 0;
      }
      if (lacking > 0) {
        missing.add(
            "bucket %s: %d of %d partitions have fewer than the %d copies that it takes"
                .formatted(bucket.name(), lacking, first.partitions(), needed));
      }
    }
  }

  private static long copies(List<BackupHead> heads, int replicas, int partition) {
    return heads.stream()
        .map(head -> head.held().get(replicas))
        .filter(held -> held != null && held.partitions().contains(partition))
        .count();
  }
}
