package io.kvasir.core.watch;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who holds a bucket, or will.
 *
 * @param owners of each partition, in the order of their numbers
 */
public record Placement(List<List<NodeId>> owners) {
  public Placement {
    List<List<NodeId>> copy = new ArrayList<>();
    owners.forEach(nodes -> copy.add(List.copyOf(nodes)));
    owners = List.copyOf(copy);
  }

  List<NodeId> of(PartitionId partition) {
    return owners.get(partition.number());
  }

  /** All of them. */
  SortedSet<NodeId> nodes() {
    TreeSet<NodeId> nodes = new TreeSet<>();
    owners.forEach(nodes::addAll);
    return Collections.unmodifiableSortedSet(nodes);
  }
}
