package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;

/** A change of the topology. Each may be carried out twice, and then changes nothing more. */
public sealed interface TopologyCommand {
  /** Begin with {@code initial}; the first command of a cluster. */
  record Found(Topology initial) implements TopologyCommand {}

  /** Let a node in, or note that it lives at another address or began another life. */
  record AddMember(Member member) implements TopologyCommand {}

  /** Let go a node that owns no partition of the ring. */
  record RemoveMember(NodeId node) implements TopologyCommand {}

  /** Note that a group has a leader; told by the first. */
  record Begun(GroupId group) implements TopologyCommand {}

  record CreateBucket(BucketName name, BucketSpec spec) implements TopologyCommand {}

  record DropBucket(BucketName name) implements TopologyCommand {}
}
