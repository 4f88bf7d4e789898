package io.kvasir.service;

import io.kvasir.core.node.NodeId;
import java.util.List;

/**
 * One node's view of itself and its cluster.
 *
 * @param partitions into how many the key space is divided
 * @param owners how many nodes own at least one of them
 * @param members by id
 * @param storage "rocksdb" or "memory"
 */
public record ClusterStatus(
    NodeId node,
    String cluster,
    int partitions,
    int owners,
    List<Member> members,
    String storage,
    String version,
    long uptimeMillis) {
  /**
   * One node of the cluster.
   *
   * @param address host and port of the member's event bus
   * @param reachable whether it was heard of lately; a node always reaches itself
   * @param partitions how many it owns
   * @param liveness how those who watch see it: "alive", "suspect", "dead", "left", or "unknown"
   * @param incarnation how often it has spoken up for itself; 0 for this node and for unknown ones
   */
  public record Member(
      NodeId id,
      String address,
      boolean self,
      boolean reachable,
      int partitions,
      String liveness,
      long incarnation) {}
}
