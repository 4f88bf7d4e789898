package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an operator asks one node about the groups that it has replicas of. */
public final class GroupService {
  /** The bucket that older clients mean when they name none. */
  public static final BucketName DEFAULT_BUCKET = BucketCatalogue.DEFAULT_LINEARIZABLE;

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Engine engine;
  private final Shards shards;
  private final GroupReplicas replicas;

  public GroupService(Engine engine, Shards shards, GroupReplicas replicas) {
    this.engine = engine;
    this.shards = shards;
    this.replicas = replicas;
  }

  /** All replicas of this node, by group; none of them when it does not come round to answering. */
  public Uni<List<GroupView>> all() {
    return statuses().map(this::views);
  }

  private Uni<SortedMap<GroupId, RaftStatus>> statuses() {
    return Calls.uni(replicas::statuses)
        .ifNoItem()
        .after(PATIENCE)
        .recoverWithItem(Collections::emptySortedMap);
  }

  private List<GroupView> views(SortedMap<GroupId, RaftStatus> statuses) {
    SortedMap<GroupId, GroupView.Shard> named = shardsByGroup();
    return statuses.entrySet().stream()
        .map(
            entry ->
                new GroupView(
                    entry.getKey(),
                    Optional.ofNullable(named.get(entry.getKey())),
                    entry.getValue()))
        .toList();
  }

  private SortedMap<GroupId, GroupView.Shard> shardsByGroup() {
    TreeMap<GroupId, GroupView.Shard> named = new TreeMap<>();
    for (CatalogueEntry bucket : engine.catalogue().live()) {
      List<GroupId> groups = shards.groups(bucket.id());
      for (int shard = 0; shard < groups.size(); shard++) {
        named.put(groups.get(shard), new GroupView.Shard(bucket.id().name(), shard));
      }
    }
    return named;
  }

  /** This node's replica of one group. */
  public Uni<Result<GroupView>> one(GroupChoice choice) {
    return Calls.checked(
        () -> {
          GroupId group = group(choice);
          return all().map(views -> find(views, group));
        });
  }

  private static Result<GroupView> find(List<GroupView> views, GroupId group) {
    return views.stream()
        .filter(view -> view.id().equals(group))
        .findFirst()
        .map(Result::ok)
        .orElseGet(() -> Result.failed(new Failure.GroupNotFound()));
  }

  private GroupId group(GroupChoice choice) {
    return switch (choice) {
      case GroupChoice.Numbered(long number) -> new GroupId(number);
      case GroupChoice.OfShard(String bucket, long shard) -> group(bucket, shard);
    };
  }

  private GroupId group(String bucket, long shard) {
    List<GroupId> groups = shards.groups(Buckets.live(engine.catalogue(), bucket).id());
    if (shard >= groups.size()) {
      throw new Refused(new Failure.GroupNotFound());
    }
    return groups.get((int) shard);
  }
}
