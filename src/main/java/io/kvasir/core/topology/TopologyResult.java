package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;

/** What came of a {@link TopologyCommand}. */
public sealed interface TopologyResult {
  /** The cluster exists, by this command or by an equal one before. */
  record Founded(long clusterId) implements TopologyResult {}

  record Added(Member member) implements TopologyResult {}

  /** It is under way, waits for what is under way, or is so already. */
  record Accepted(long epoch) implements TopologyResult {}

  record Removed(NodeId node) implements TopologyResult {}

  /**
   * It is noted what was transferred.
   *
   * @param epoch of the topology after it
   * @param outstanding transfers of that epoch's transition; 0 when none is under way
   */
  record Transferred(long epoch, int outstanding) implements TopologyResult {}

  record Created(CatalogueEntry entry) implements TopologyResult {}

  record Changed(CatalogueEntry entry) implements TopologyResult {}

  /** There is a bucket of that name. */
  record Exists(CatalogueEntry standing) implements TopologyResult {}

  record Dropped(BucketId bucket) implements TopologyResult {}

  /** It is known of that group that it began. */
  record Noted(GroupId group) implements TopologyResult {}

  /** There is no such bucket, member or group. */
  record Unknown() implements TopologyResult {}

  /** It is not allowed; nothing changed. */
  record Refused(String reason) implements TopologyResult {}

  /** The command is none that this node knows; nothing changed. */
  record Undecodable() implements TopologyResult {}
}
