package io.kvasir.engine;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import java.util.List;

/**
 * What this node shows of one partition's buckets with so many replicas, in one number.
 *
 * @param holders the replicas, this node among them; all show the same once they are equal
 * @param digest 0 when nothing is visible
 */
public record DigestView(PartitionId partition, int replicas, List<NodeId> holders, long digest) {
  public DigestView {
    holders = List.copyOf(holders);
  }
}
