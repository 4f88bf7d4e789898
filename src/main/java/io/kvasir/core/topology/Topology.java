package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.ring.Ring;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that the nodes of a cluster agree on. Immutable; changed by {@link Ordinance}.
 *
 * @param clusterId 64 random bits, drawn when the cluster was founded; not 0
 * @param secret what only its nodes know
 * @param version 1 and up; one more with each command that changed something
 * @param epoch 1 and up; higher with each change of {@code ring}
 * @param ring who owns which partition; its members are among {@code members}
 * @param buckets with the dropped ones
 * @param groups the shards of all linearizable buckets that exist
 * @param nextGroup the number of the group that is created next
 */
public record Topology(
    long clusterId,
    ClusterSecret secret,
    long version,
    long epoch,
    SortedMap<NodeId, Member> members,
    Ring ring,
    BucketCatalogue buckets,
    SortedMap<GroupId, Placement> groups,
    long nextGroup) {
  public Topology {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    if (clusterId == 0 || version < 1 || epoch < 1) {
      throw new IllegalArgumentException(
          "no topology: cluster %d, version %d, epoch %d".formatted(clusterId, version, epoch));
    }
    if (!members.keySet().containsAll(ring.members())) {
      throw new IllegalArgumentException("a ring of strangers: " + ring.members());
    }
    members.forEach(Topology::requireNamedLike);
    requireNumbered(groups, nextGroup);
  }

  private static void requireNamedLike(NodeId id, Member member) {
    if (!member.id().equals(id)) {
      throw new IllegalArgumentException(member.id() + " under the name of " + id);
    }
  }

  private static void requireNumbered(SortedMap<GroupId, Placement> groups, long nextGroup) {
    boolean numbered =
        groups.isEmpty()
            || (groups.firstKey().compareTo(GroupId.TOPOLOGY) > 0
                && groups.lastKey().number() < nextGroup);
    if (nextGroup < 1 || !numbered) {
      throw new IllegalArgumentException("groups up to " + nextGroup + ": " + groups.keySet());
    }
  }

  /** The topology of a new cluster: all founders share the ring, and the system's buckets exist. */
  public static Topology founding(
      long clusterId, ClusterSecret secret, int partitions, SortedMap<NodeId, Member> founders) {
    Ring ring = Ring.initial(partitions, new TreeSet<>(founders.keySet()));
    Topology blank =
        new Topology(
            clusterId,
            secret,
            1,
            1,
            founders,
            ring,
            new BucketCatalogue(new TreeMap<>()),
            new TreeMap<>(),
            1);
    return Ordinance.withSystemBuckets(blank);
  }

  /**
   * The members of the topology's own group when the cluster begins with this topology: the first
   * founders vote.
   */
  public Membership foundingMembership() {
    TreeSet<ReplicaId> voters = new TreeSet<>();
    TreeSet<ReplicaId> learners = new TreeSet<>();
    for (Member member : members.values()) {
      (voters.size() < Electorate.size(members.size()) ? voters : learners).add(member.replica());
    }
    return new Membership(voters, learners);
  }

  public boolean isMember(ReplicaId replica) {
    Member member = members.get(replica.node());
    return member != null && member.life() == replica.life();
  }

  /** Whether that group came to an end with its bucket; its data is to be deleted then. */
  public boolean isEnded(GroupId group) {
    return group.number() > 0 && group.number() < nextGroup && !groups.containsKey(group);
  }

  public Optional<Placement> placement(GroupId group) {
    return Optional.ofNullable(groups.get(group));
  }

  /** The shards of a bucket in their order; empty when it is not a linearizable one. */
  public SortedMap<Integer, GroupId> shards(BucketId bucket) {
    TreeMap<Integer, GroupId> shards = new TreeMap<>();
    groups.forEach(
        (group, placement) -> {
          if (placement.bucket().equals(bucket)) {
            shards.put(placement.shard(), group);
          }
        });
    return shards;
  }

  /**
   * The bucket groups that are to have a replica on a node, with what its log begins with when
   * there is none yet: as a founder, or as one that waits to be told by the leader.
   */
  public SortedMap<GroupId, LogStart> replicasOf(ReplicaId self) {
    TreeMap<GroupId, LogStart> replicas = new TreeMap<>();
    groups.forEach(
        (group, placement) -> start(placement, self).ifPresent(s -> replicas.put(group, s)));
    return replicas;
  }

  private static Optional<LogStart> start(Placement placement, ReplicaId self) {
    if (!placement.wanted().contains(self.node())) {
      return Optional.empty();
    }
    return Optional.of(
        LogStart.founding(
            placement.founders().contains(self) ? placement.founding() : Membership.NONE));
  }

  /** Whether this is a later topology of the same cluster. */
  public boolean isAfter(Topology other) {
    return clusterId == other.clusterId && version > other.version;
  }

  Topology inVersion(long next) {
    return new Topology(clusterId, secret, next, epoch, members, ring, buckets, groups, nextGroup);
  }

  Topology withMembers(SortedMap<NodeId, Member> next) {
    return new Topology(clusterId, secret, version, epoch, next, ring, buckets, groups, nextGroup);
  }

  Topology withBuckets(BucketCatalogue next) {
    return new Topology(clusterId, secret, version, epoch, members, ring, next, groups, nextGroup);
  }

  Topology withGroups(SortedMap<GroupId, Placement> next, long following) {
    return new Topology(clusterId, secret, version, epoch, members, ring, buckets, next, following);
  }
}
