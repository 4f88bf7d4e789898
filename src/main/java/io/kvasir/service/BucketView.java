package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.topology.CatalogueEntry;
import java.util.List;

/**
 * A bucket that can be used now.
 *
 * @param groups of a linearizable bucket, by shard
 */
public record BucketView(BucketName name, BucketSpec spec, List<GroupId> groups) {
  public BucketView {
    groups = List.copyOf(groups);
  }

  static BucketView of(CatalogueEntry entry, Shards shards) {
    return new BucketView(entry.id().name(), entry.spec(), shards.groups(entry.id()));
  }
}
