package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.GroupId;
import java.util.Optional;

/**
 * This node's replica of a group.
 *
 * @param shard what the group replicates; empty for the topology's
 */
public record GroupView(GroupId id, Optional<Shard> shard, RaftStatus status) {
  /**
   * A part of a bucket.
   *
   * @param number 0 and up
   */
  public record Shard(BucketName bucket, int number) {}
}
