package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.engine.Engine;
import io.kvasir.engine.groups.GroupStatus;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What an operator asks one node about the groups that it has replicas of. */
public final class GroupService {
  /** The bucket that older clients mean when they name none. */
  public static final BucketName DEFAULT_BUCKET = BucketCatalogue.DEFAULT_LINEARIZABLE;

  private final Engine engine;
  private final Shards shards;
  private final GroupReplicas replicas;

  public GroupService(Engine engine, Shards shards, GroupReplicas replicas) {
    this.engine = engine;
    this.shards = shards;
    this.replicas = replicas;
  }

  /** All groups that this node has something of. */
  public List<GroupView> all() {
    SortedMap<GroupId, GroupView.Shard> named = shardsByGroup();
    return replicas.statuses().stream()
        .map(status -> new GroupView(Optional.ofNullable(named.get(status.group())), status))
        .toList();
  }

  /** How they are led. */
  public GroupCensus census() {
    List<Optional<RaftStatus>> statuses =
        replicas.statuses().stream().map(GroupService::running).toList();
    return new GroupCensus(
        statuses.size(),
        count(statuses, status -> status.leader().isPresent()),
        count(statuses, status -> reachesMajority(status.membership())));
  }

  private static Optional<RaftStatus> running(GroupStatus status) {
    return status.raft().filter(raft -> status.condition() == GroupStatus.Condition.RUNNING);
  }

  /** Those of which {@code isWell} does not hold. */
  private static int count(List<Optional<RaftStatus>> statuses, Predicate<RaftStatus> isWell) {
    return (int) statuses.stream().filter(status -> status.filter(isWell).isEmpty()).count();
  }

  private boolean reachesMajority(Membership membership) {
    long reachable =
        membership.voters().stream().filter(voter -> engine.isReachable(voter.node())).count();
    return reachable >= membership.majority();
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

  /** What this node has of one group. */
  public Result<GroupView> one(GroupChoice choice) {
    try {
      return find(group(choice));
    } catch (Refused refused) {
      return Result.failed(refused.failure());
    }
  }

  private Result<GroupView> find(GroupId group) {
    return all().stream()
        .filter(view -> view.status().group().equals(group))
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
    List<GroupId> groups = shards.groups(Buckets.live(engine, bucket).id());
    if (shard >= groups.size()) {
      throw new Refused(new Failure.GroupNotFound());
    }
    return groups.get((int) shard);
  }
}
