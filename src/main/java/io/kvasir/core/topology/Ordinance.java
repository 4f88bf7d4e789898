package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** How commands change the topology. Pure, so that every node comes to the same. */
public final class Ordinance {
  /** Groups of a cluster at most: all of them are listed in the topology. */
  static final int MAX_GROUPS = 4096;

  /** What a command made of a topology. */
  public record Decision(Topology topology, TopologyResult result) {}

  private Ordinance() {}

  public static Decision apply(Topology topology, TopologyCommand command) {
    Decision decision = decide(topology, command);
    return decision.topology().equals(topology)
        ? decision
        : new Decision(decision.topology().inVersion(topology.version() + 1), decision.result());
  }

  private static Decision decide(Topology topology, TopologyCommand command) {
    return switch (command) {
      case TopologyCommand.Found(Topology initial) -> found(topology, initial);
      case TopologyCommand.AddMember(Member member, OptionalLong former) ->
          add(topology, member, former);
      case TopologyCommand.Join(SortedSet<NodeId> nodes) -> Comings.join(topology, nodes);
      case TopologyCommand.Leave(NodeId node) -> Comings.leave(topology, node);
      case TopologyCommand.Remove(NodeId node) -> Comings.remove(topology, node);
      case TopologyCommand.Depart(NodeId node) -> Comings.depart(topology, node);
      case TopologyCommand.TransferDone(SortedSet<Transfer> transfers, long epoch) ->
          Comings.transferred(topology, transfers, epoch);
      case TopologyCommand.Begun(GroupId group) -> begun(topology, group);
      case TopologyCommand.CreateBucket(BucketName name, BucketSpec spec) ->
          create(topology, name, spec);
      case TopologyCommand.ChangeBucket(
              BucketName name,
              BucketSpec spec,
              Optional<BucketSpec> from) ->
          change(topology, name, spec, from);
      case TopologyCommand.DropBucket(BucketName name) -> drop(topology, name);
    };
  }

  /** A blank topology with the buckets that every cluster has. */
  static Topology withSystemBuckets(Topology blank) {
    Topology topology = blank;
    for (CatalogueEntry entry : BucketCatalogue.initial().entries().values()) {
      topology = create(topology, entry.id().name(), entry.spec()).topology();
    }
    BucketSpec linearizable =
        new BucketSpec(DataType.LWW_REGISTER, new Consistency.Linearizable(1), 3);
    return create(topology, BucketCatalogue.DEFAULT_LINEARIZABLE, linearizable).topology();
  }

  private static Decision found(Topology topology, Topology initial) {
    return topology.clusterId() == initial.clusterId()
        ? new Decision(topology, new TopologyResult.Founded(topology.clusterId()))
        : refused(topology, "the cluster was founded as another");
  }

  private static Decision add(Topology topology, Member member, OptionalLong former) {
    Member before = topology.members().get(member.id());
    if (!topology.isMember(member.replica()) && !topology.lifeOf(member.id()).equals(former)) {
      return refused(topology, "the node came in another life, or went, meanwhile");
    }
    TreeMap<NodeId, Member> members = new TreeMap<>(topology.members());
    members.put(member.id(), member);
    Topology next = topology.withMembers(members);
    if (before == null) {
      next = Allotment.of(next).spread();
    } else if (before.life() != member.life()) {
      next = Ownership.reborn(inLife(next, member.replica()), member.id());
    }
    return new Decision(next, new TopologyResult.Added(member));
  }

  private static Topology inLife(Topology topology, ReplicaId now) {
    TreeMap<GroupId, Placement> groups = new TreeMap<>(topology.groups());
    groups.replaceAll((group, placement) -> placement.with(now));
    return topology.withGroups(groups, topology.nextGroup());
  }

  private static Decision begun(Topology topology, GroupId group) {
    Placement placement = topology.groups().get(group);
    if (placement == null) {
      return new Decision(topology, new TopologyResult.Unknown());
    }
    TreeMap<GroupId, Placement> groups = new TreeMap<>(topology.groups());
    groups.put(group, placement.asBegun());
    Topology next = placement.begun() ? topology : spread(topology, groups);
    return new Decision(next, new TopologyResult.Noted(group));
  }

  private static Topology spread(Topology topology, SortedMap<GroupId, Placement> groups) {
    return Allotment.of(topology.withGroups(groups, topology.nextGroup())).spread();
  }

  private static Decision create(Topology topology, BucketName name, BucketSpec spec) {
    Optional<CatalogueEntry> standing = topology.buckets().live(name);
    if (standing.isPresent()) {
      return new Decision(topology, new TopologyResult.Exists(standing.get()));
    }
    BucketCatalogue buckets = topology.buckets().created(name, spec);
    CatalogueEntry entry = buckets.live(name).orElseThrow();
    Topology next = topology.withBuckets(buckets);
    return switch (spec.consistency()) {
      case Consistency.Linearizable(int shards) -> withShards(topology, next, entry, shards);
      case Consistency.Preset preset -> created(next, entry);
      case Consistency.Explicit quorums -> created(next, entry);
    };
  }

  private static Decision withShards(
      Topology before, Topology next, CatalogueEntry entry, int shards) {
    if (before.groups().size() + shards > MAX_GROUPS) {
      return refused(before, "a cluster has at most " + MAX_GROUPS + " groups");
    }
    Allotment allotment = Allotment.of(next);
    TreeMap<GroupId, Placement> groups = new TreeMap<>(next.groups());
    long number = next.nextGroup();
    for (int shard = 0; shard < shards; shard++) {
      GroupId group = new GroupId(number++);
      SortedSet<NodeId> nodes = allotment.place(group, entry.spec().replicas());
      groups.put(group, Placement.founding(entry.id(), shard, replicasOn(next, nodes)));
    }
    return created(next.withGroups(groups, number), entry);
  }

  private static SortedSet<ReplicaId> replicasOn(Topology topology, SortedSet<NodeId> nodes) {
    TreeSet<ReplicaId> replicas = new TreeSet<>();
    topology.members().values().stream()
        .filter(member -> nodes.contains(member.id()))
        .forEach(member -> replicas.add(member.replica()));
    return replicas;
  }

  private static Decision created(Topology topology, CatalogueEntry entry) {
    return new Decision(topology, new TopologyResult.Created(entry));
  }

  private static Decision change(
      Topology topology, BucketName name, BucketSpec spec, Optional<BucketSpec> from) {
    Optional<CatalogueEntry> standing = topology.buckets().live(name);
    if (standing.isEmpty()) {
      return new Decision(topology, new TopologyResult.Unknown());
    }
    BucketSpec before = standing.get().spec();
    if (from.filter(thought -> !thought.equals(before)).isPresent()) {
      return new Decision(topology, new TopologyResult.Changed(standing.get()));
    }
    boolean isSameKind =
        before.consistency() instanceof Consistency.Linearizable
            ? before.consistency().equals(spec.consistency())
            : !(spec.consistency() instanceof Consistency.Linearizable);
    if (before.type() != spec.type() || before.replicas() != spec.replicas() || !isSameKind) {
      return refused(topology, "a bucket's type, kind and replicas stay");
    }
    BucketCatalogue buckets = topology.buckets().changed(name, spec);
    CatalogueEntry entry = buckets.live(name).orElseThrow();
    return new Decision(topology.withBuckets(buckets), new TopologyResult.Changed(entry));
  }

  private static Decision drop(Topology topology, BucketName name) {
    Optional<CatalogueEntry> standing = topology.buckets().live(name);
    if (standing.isEmpty()) {
      return new Decision(topology, new TopologyResult.Unknown());
    }
    BucketId dropped = standing.get().id();
    TreeMap<GroupId, Placement> groups = new TreeMap<>(topology.groups());
    groups.values().removeIf(placement -> placement.bucket().equals(dropped));
    Topology next =
        topology
            .withBuckets(topology.buckets().dropped(name))
            .withGroups(groups, topology.nextGroup());
    return new Decision(Ownership.prune(next), new TopologyResult.Dropped(dropped));
  }

  static Decision refused(Topology topology, String reason) {
    return new Decision(topology, new TopologyResult.Refused(reason));
  }
}
