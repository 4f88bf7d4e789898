package io.kvasir.core.topology;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Ring;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a node is told about its cluster by who runs it.
 *
 * @param self this node, in any life
 * @param listed the nodes to ask, and the founders if there is no cluster yet
 * @param bootstrap whether this node may found a cluster, with all that are listed, itself included
 * @param partitions of a new cluster's ring
 */
public record FoundingConfig(
    Member self, SortedSet<NodeId> listed, boolean bootstrap, int partitions) {
  public FoundingConfig {
    listed = Collections.unmodifiableSortedSet(new TreeSet<>(listed));
    if (bootstrap && !listed.contains(self.id())) {
      throw new IllegalArgumentException(
          self.id() + " may found a cluster and is not among the founders " + listed);
    }
    if (!bootstrap && listed.stream().allMatch(self.id()::equals)) {
      throw new IllegalArgumentException(
          self.id() + " may found no cluster and has nobody to ask for one");
    }
  }

  /** Equal on nodes that would found the same cluster; 0 on one that founds none. */
  long fingerprint() {
    return bootstrap ? Ring.initial(partitions, listed).fingerprint() : 0;
  }

  SortedSet<NodeId> others() {
    TreeSet<NodeId> others = new TreeSet<>(listed);
    others.remove(self.id());
    return others;
  }

  /** Of all founders, one proposes. */
  boolean proposes() {
    return bootstrap && listed.first().equals(self.id());
  }

  Member self(long life) {
    return new Member(self.id(), life, self.bus(), self.http(), self.zone());
  }
}
