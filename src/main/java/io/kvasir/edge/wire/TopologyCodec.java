package io.kvasir.edge.wire;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.ClusterSecret;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Placement;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.Transition;
import io.kvasir.edge.wire.proto.TopologyProto;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Topologies and what they are made of. */
final class TopologyCodec {
  private TopologyCodec() {}

  static TopologyProto.Topology encode(Topology topology) {
    TopologyProto.Topology.Builder target =
        TopologyProto.Topology.newBuilder()
            .setClusterId(topology.clusterId())
            .setSecret(ValueCodec.view(topology.secret().bytes()))
            .setVersion(topology.version())
            .setEpoch(topology.epoch())
            .setNextGroup(topology.nextGroup());
    topology.members().values().forEach(member -> target.addMembers(encode(member)));
    topology.intents().forEach((node, i) -> target.addIntents(OwnershipCodec.encode(node, i)));
    target.setRing(OwnershipCodec.encode(topology.ring()));
    topology.transition().map(OwnershipCodec::encode).ifPresent(target::setTransition);
    topology.buckets().entries().values().forEach(entry -> target.addBuckets(encode(entry)));
    topology.groups().forEach((group, placement) -> target.addGroups(encode(group, placement)));
    return target.build();
  }

  static Topology decode(TopologyProto.Topology source) {
    TreeMap<NodeId, Member> members = new TreeMap<>();
    source.getMembersList().stream()
        .map(TopologyCodec::decode)
        .forEach(member -> members.put(member.id(), member));
    TreeMap<BucketName, CatalogueEntry> buckets = new TreeMap<>();
    source.getBucketsList().stream()
        .map(TopologyCodec::decode)
        .forEach(entry -> buckets.put(entry.id().name(), entry));
    TreeMap<GroupId, Placement> groups = new TreeMap<>();
    source
        .getGroupsList()
        .forEach(group -> groups.put(new GroupId(group.getNumber()), decode(group)));
    return new Topology(
        source.getClusterId(),
        new ClusterSecret(ValueCodec.copy(source.getSecret())),
        source.getVersion(),
        source.getEpoch(),
        members,
        OwnershipCodec.intents(source.getIntentsList()),
        OwnershipCodec.decode(source.getRing()),
        transition(source),
        new BucketCatalogue(buckets),
        groups,
        source.getNextGroup());
  }

  static TopologyProto.Member encode(Member member) {
    return TopologyProto.Member.newBuilder()
        .setId(member.id().value())
        .setLife(member.life())
        .setBus(member.bus())
        .setHttp(member.http())
        .setZone(member.zone())
        .build();
  }

  static Member decode(TopologyProto.Member source) {
    return new Member(
        new NodeId(source.getId()),
        source.getLife(),
        source.getBus(),
        source.getHttp(),
        source.getZone());
  }

  static TopologyProto.Bucket encode(CatalogueEntry entry) {
    return TopologyProto.Bucket.newBuilder()
        .setName(entry.id().name().value())
        .setGeneration(entry.id().generation())
        .setSpec(SpecCodec.encode(entry.spec()))
        .setDropped(entry.dropped())
        .build();
  }

  static CatalogueEntry decode(TopologyProto.Bucket source) {
    return new CatalogueEntry(
        new BucketId(new BucketName(source.getName()), source.getGeneration()),
        SpecCodec.decode(source.getSpec()),
        source.getDropped());
  }

  private static Optional<Transition> transition(TopologyProto.Topology source) {
    return source.hasTransition()
        ? Optional.of(OwnershipCodec.decode(source.getTransition()))
        : Optional.empty();
  }

  private static TopologyProto.Group encode(GroupId group, Placement placement) {
    TopologyProto.Group.Builder target =
        TopologyProto.Group.newBuilder()
            .setNumber(group.number())
            .setBucket(placement.bucket().name().value())
            .setGeneration(placement.bucket().generation())
            .setShard(placement.shard())
            .setBegun(placement.begun());
    placement.founding().voters().forEach(id -> target.addFoundingVoters(encode(id)));
    placement.founding().learners().forEach(id -> target.addFoundingLearners(encode(id)));
    placement.founders().forEach(id -> target.addFounders(encode(id)));
    placement.wanted().forEach(node -> target.addWanted(node.value()));
    return target.build();
  }

  private static Placement decode(TopologyProto.Group source) {
    TreeSet<NodeId> wanted = new TreeSet<>();
    source.getWantedList().forEach(node -> wanted.add(new NodeId(node)));
    return new Placement(
        new BucketId(new BucketName(source.getBucket()), source.getGeneration()),
        source.getShard(),
        new Membership(
            replicas(source.getFoundingVotersList()), replicas(source.getFoundingLearnersList())),
        replicas(source.getFoundersList()),
        wanted,
        source.getBegun());
  }

  private static TopologyProto.Replica encode(ReplicaId replica) {
    return TopologyProto.Replica.newBuilder()
        .setNode(replica.node().value())
        .setLife(replica.life())
        .build();
  }

  private static SortedSet<ReplicaId> replicas(List<TopologyProto.Replica> source) {
    TreeSet<ReplicaId> replicas = new TreeSet<>();
    source.forEach(
        replica -> replicas.add(new ReplicaId(new NodeId(replica.getNode()), replica.getLife())));
    return replicas;
  }
}
