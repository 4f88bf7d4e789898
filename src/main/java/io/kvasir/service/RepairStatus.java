package io.kvasir.service;

import io.kvasir.core.node.NodeId;
import java.util.List;
import java.util.OptionalLong;

/**
 * How far a node's replicas are from equal to others.
 *
 * @param outstanding comparisons that there is a reason for and that have not ended well yet
 * @param divergentMillis since the oldest difference was found that is still there
 * @param unfilled partitions in which the node has no vote until it got back what a lost disk held
 */
public record RepairStatus(
    long outstanding, OptionalLong divergentMillis, int unfilled, List<Hints> hints) {
  public RepairStatus {
    hints = List.copyOf(hints);
  }

  /**
   * What a peer lacks and this node keeps for it.
   *
   * @param records how many deltas
   * @param bytes about how much they are
   * @param ageMillis since the oldest was made, or found when the node started
   */
  public record Hints(NodeId peer, int records, long bytes, long ageMillis) {}
}
