package io.kvasir.core.topology;

import io.kvasir.core.node.NodeId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** What happened while a node found its cluster. */
public sealed interface FoundingObservation {
  /**
   * It waits for these to answer: all founders must say that they are in no cluster before one is
   * founded, and one member must be met before one is joined.
   */
  record Waiting(SortedSet<NodeId> unheard) implements FoundingObservation {
    public Waiting {
      unheard = Collections.unmodifiableSortedSet(new TreeSet<>(unheard));
    }
  }

  /** That founder is configured with another list of founders; nothing is founded with it. */
  record ListsDiffer(NodeId peer) implements FoundingObservation {}

  /** That node is in another cluster than this one. */
  record ForeignCluster(NodeId peer, long clusterId) implements FoundingObservation {}

  /** That node's cluster has another number of partitions; it is not asked to let this node in. */
  record PartitionsDiffer(NodeId peer, int theirs, int ours) implements FoundingObservation {}

  /** This node accepted to found that cluster. */
  record Pledged(long clusterId) implements FoundingObservation {}

  /** That founding can never come to be; this node gave it up. */
  record Abandoned(long clusterId) implements FoundingObservation {}

  /** This node is in that cluster. */
  record Settled(long clusterId) implements FoundingObservation {}

  /** This node was removed from its cluster, and serves nothing any more. */
  record Removed(long clusterId) implements FoundingObservation {}
}
