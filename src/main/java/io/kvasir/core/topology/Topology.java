package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.ring.Claim;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.ring.Ring;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that the nodes of a cluster agree on. Immutable; changed by {@link Ordinance}.
 *
 * @param clusterId 64 random bits, drawn when the cluster was founded; not 0
 * @param secret what only its nodes know
 * @param version 1 and up; one more with each command that changed something
 * @param epoch 1 and up; higher each time a transition begins, begins anew or ends
 * @param intents what is to become of members: of those who are to join until they own partitions,
 *     of the others until they are members no more
 * @param ring who owns which partition; its members are among {@code members}
 * @param transition the change of {@code ring} under way
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
    SortedMap<NodeId, Intent> intents,
    Ring ring,
    Optional<Transition> transition,
    BucketCatalogue buckets,
    SortedMap<GroupId, Placement> groups,
    long nextGroup) {
  public Topology {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    intents = Collections.unmodifiableSortedMap(new TreeMap<>(intents));
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    if (clusterId == 0 || version < 1 || epoch < 1) {
      throw new IllegalArgumentException(
          "no topology: cluster %d, version %d, epoch %d".formatted(clusterId, version, epoch));
    }
    requireKnown(members, ring.members());
    requireKnown(members, intents.keySet());
    Ring next = transition.map(Transition::next).orElse(ring);
    requireKnown(members, next.members());
    requireOfSameSize(next, ring);
    members.forEach(Topology::requireNamedLike);
    requireNumbered(groups, nextGroup);
  }

  private static void requireKnown(SortedMap<NodeId, Member> members, Set<NodeId> nodes) {
    if (!members.keySet().containsAll(nodes)) {
      throw new IllegalArgumentException("not all are members: " + nodes);
    }
  }

  private static void requireOfSameSize(Ring next, Ring ring) {
    if (next.partitions() != ring.partitions()) {
      throw new IllegalArgumentException(
          "from %d partitions to %d".formatted(ring.partitions(), next.partitions()));
    }
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
    Ring ring = Claim.initial(partitions, new TreeSet<>(founders.keySet()), zones(founders));
    Topology blank =
        new Topology(
            clusterId,
            secret,
            1,
            1,
            founders,
            new TreeMap<>(),
            ring,
            Optional.empty(),
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

  /** How many members vote on the topology when all goes well. */
  public int electorate() {
    return Electorate.size(members.size());
  }

  /** The zone of each of {@code members} that has one. */
  static SortedMap<NodeId, String> zones(SortedMap<NodeId, Member> members) {
    TreeMap<NodeId, String> zones = new TreeMap<>();
    members.forEach((id, member) -> zones.put(id, member.zone()));
    zones.values().removeIf(String::isEmpty);
    return zones;
  }

  /** The members that are not to leave and not to be removed. */
  public SortedSet<NodeId> staying() {
    TreeSet<NodeId> staying = new TreeSet<>(members.keySet());
    staying.removeAll(intending(Intent.LEAVE));
    staying.removeAll(intending(Intent.REMOVE));
    return staying;
  }

  /** The members of which that is to become. */
  public SortedSet<NodeId> intending(Intent intent) {
    TreeSet<NodeId> nodes = new TreeSet<>(intents.keySet());
    nodes.removeIf(node -> intents.get(node) != intent);
    return nodes;
  }

  /** Who holds the keys of a partition, of a bucket with so many replicas. */
  public Replicas replicas(PartitionId partition, int n) {
    PreferenceList current = ring.preferenceList(partition, n);
    return transition
        .map(change -> Replicas.changing(current, change.next().preferenceList(partition, n)))
        .orElseGet(() -> Replicas.settled(current));
  }

  /**
   * Of whom the target is to get what it lacks: of each of them all that it has. Empty when it
   * lacks nothing by this transition, whether it is outstanding or not.
   */
  public SortedSet<NodeId> sources(Transfer transfer) {
    return Ownership.sources(this, transfer);
  }

  public boolean isMember(ReplicaId replica) {
    return lifeOf(replica.node()).equals(OptionalLong.of(replica.life()));
  }

  /** The life in which a node is a member; empty when it is none. */
  public OptionalLong lifeOf(NodeId node) {
    Member member = members.get(node);
    return member == null ? OptionalLong.empty() : OptionalLong.of(member.life());
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
    return new Topology(
        clusterId,
        secret,
        next,
        epoch,
        members,
        intents,
        ring,
        transition,
        buckets,
        groups,
        nextGroup);
  }

  Topology withMembers(SortedMap<NodeId, Member> next) {
    return new Topology(
        clusterId,
        secret,
        version,
        epoch,
        next,
        intents,
        ring,
        transition,
        buckets,
        groups,
        nextGroup);
  }

  Topology withIntents(SortedMap<NodeId, Intent> next) {
    return new Topology(
        clusterId,
        secret,
        version,
        epoch,
        members,
        next,
        ring,
        transition,
        buckets,
        groups,
        nextGroup);
  }

  /** With another owner of some partition, or about to have; in the epoch that is next. */
  Topology withOwners(Ring next, Optional<Transition> change) {
    return new Topology(
        clusterId, secret, version, epoch + 1, members, intents, next, change, buckets, groups,
        nextGroup);
  }

  /** With less outstanding of the same transition. */
  Topology withOutstanding(Transition same) {
    return new Topology(
        clusterId,
        secret,
        version,
        epoch,
        members,
        intents,
        ring,
        Optional.of(same),
        buckets,
        groups,
        nextGroup);
  }

  Topology withBuckets(BucketCatalogue next) {
    return new Topology(
        clusterId,
        secret,
        version,
        epoch,
        members,
        intents,
        ring,
        transition,
        next,
        groups,
        nextGroup);
  }

  Topology withGroups(SortedMap<GroupId, Placement> next, long following) {
    return new Topology(
        clusterId,
        secret,
        version,
        epoch,
        members,
        intents,
        ring,
        transition,
        buckets,
        next,
        following);
  }
}
