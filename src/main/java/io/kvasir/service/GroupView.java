package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.engine.groups.GroupStatus;
import java.util.Optional;

/**
 * What this node has of a group.
 *
 * @param shard what the group replicates; empty for the topology's
 */
public record GroupView(Optional<Shard> shard, GroupStatus status) {
  /**
   * A part of a bucket.
   *
   * @param number 0 and up
   */
  public record Shard(BucketName bucket, int number) {}
}
