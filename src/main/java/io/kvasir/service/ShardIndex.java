package io.kvasir.service;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.topology.Topology;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which group keeps which shard, looked up once per topology instead of once per request. */
record ShardIndex(
    Optional<Topology> topology, SortedMap<BucketId, SortedMap<Integer, GroupId>> groups) {
  static final ShardIndex EMPTY = new ShardIndex(Optional.empty(), Collections.emptySortedMap());

  ShardIndex {
    groups = Collections.unmodifiableSortedMap(groups);
  }

  static ShardIndex of(Topology topology) {
    TreeMap<BucketId, SortedMap<Integer, GroupId>> groups = new TreeMap<>();
    topology
        .groups()
        .forEach(
            (group, placement) ->
                groups
                    .computeIfAbsent(placement.bucket(), none -> new TreeMap<>())
                    .put(placement.shard(), group));
    return new ShardIndex(Optional.of(topology), groups);
  }

  /** Whether it was made of this very topology. */
  @SuppressWarnings("ReferenceEquality") // to compare two would cost more than to look one up
  boolean isOf(Topology other) {
    return topology.isPresent() && topology.get() == other;
  }

  Optional<GroupId> group(BucketId bucket, int shard) {
    return Optional.ofNullable(groups.get(bucket)).map(shards -> shards.get(shard));
  }

  /** By shard. */
  List<GroupId> of(BucketId bucket) {
    SortedMap<Integer, GroupId> shards = groups.get(bucket);
    return shards == null ? List.of() : List.copyOf(shards.values());
  }
}
