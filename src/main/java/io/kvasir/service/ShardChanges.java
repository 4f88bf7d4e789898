package io.kvasir.service;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.watch.WatchScope;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** The changes of linearizable buckets: the histories of their shards, each in revision order. */
public final class ShardChanges implements ChangeSource {
  private final Shards shards;
  private final Histories histories;
  private final LongSupplier clock;

  /**
   * @param clock milliseconds since 1970 as nodes agree on it
   */
  public ShardChanges(Shards shards, Histories histories, LongSupplier clock) {
    this.shards = shards;
    this.histories = histories;
    this.clock = clock;
  }

  @Override
  public Uni<Result<ChangeStream>> open(
      CatalogueEntry bucket, WatchScope scope, Optional<Bytes> position) {
    return Uni.createFrom().item(begin(bucket, scope, position));
  }

  private Result<ChangeStream> begin(
      CatalogueEntry bucket, WatchScope scope, Optional<Bytes> position) {
    int count = Registers.shardsOf(bucket).orElseThrow();
    Optional<ShardPositions> from =
        position.isPresent()
            ? ShardPositions.read(position.get(), count)
            : Optional.of(new ShardPositions(count));
    List<GroupId> groups = shards.groups(bucket.id());
    if (from.isEmpty()) {
      return Result.failed(new Failure.BadCursor("is of a form that this release does not know"));
    }
    return groups.size() == count
        ? Result.ok(
            new ShardStream(
                histories, clock, scope, groups, followed(scope, count), from.orElseThrow()))
        : Result.failed(new Failure.NoReplica());
  }

  /** The shards that can hold what is watched. */
  private List<Integer> followed(WatchScope scope, int count) {
    return scope instanceof WatchScope.OfKey(Key key)
        ? List.of(shards.shardOf(key, count))
        : IntStream.range(0, count).boxed().toList();
  }
}
