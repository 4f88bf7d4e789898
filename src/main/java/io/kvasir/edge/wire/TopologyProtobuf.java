package io.kvasir.edge.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Standing;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.core.topology.TopologyResult;
import io.kvasir.core.topology.Transfer;
import io.kvasir.edge.wire.proto.TopologyProto;
import io.kvasir.engine.port.TopologyFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** The topology as protobuf. Nothing it writes has a map, so equal values give equal bytes. */
public final class TopologyProtobuf implements TopologyFormat {
  private static final TopologyProto.Empty EMPTY = TopologyProto.Empty.getDefaultInstance();

  @Override
  public Bytes ofTopology(Topology topology) {
    return bytes(TopologyCodec.encode(topology));
  }

  @Override
  public Topology topology(Bytes bytes) {
    try {
      return TopologyCodec.decode(parse(TopologyProto.Topology.parser(), bytes));
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalArgumentException("not a topology", malformed);
    }
  }

  @Override
  public Bytes ofCommand(TopologyCommand command) {
    TopologyProto.Command.Builder target = TopologyProto.Command.newBuilder();
    switch (command) {
      case TopologyCommand.Found(Topology initial) ->
          target.setFound(TopologyCodec.encode(initial));
      case TopologyCommand.AddMember(Member member, OptionalLong former) -> {
        target.getAddMemberBuilder().setMember(TopologyCodec.encode(member));
        former.ifPresent(life -> target.getAddMemberBuilder().setFormer(life));
      }
      case TopologyCommand.Join(SortedSet<NodeId> nodes) ->
          nodes.forEach(node -> target.getJoinBuilder().addNodes(node.value()));
      case TopologyCommand.Leave(NodeId node) -> target.setLeave(node.value());
      case TopologyCommand.Remove(NodeId node) -> target.setRemove(node.value());
      case TopologyCommand.Depart(NodeId node) -> target.setDepart(node.value());
      case TopologyCommand.TransferDone(SortedSet<Transfer> transfers, long epoch) ->
          target
              .getTransferDoneBuilder()
              .setEpoch(epoch)
              .addAllTransfers(transfers.stream().map(OwnershipCodec::encode).toList());
      case TopologyCommand.Begun(GroupId group) -> target.setBegun(group.number());
      case TopologyCommand.CreateBucket(BucketName name, BucketSpec spec) ->
          target.getCreateBucketBuilder().setName(name.value()).setSpec(SpecCodec.encode(spec));
      case TopologyCommand.ChangeBucket(
              BucketName name,
              BucketSpec spec,
              Optional<BucketSpec> from) -> {
        TopologyProto.ChangeBucket.Builder change =
            target.getChangeBucketBuilder().setName(name.value()).setSpec(SpecCodec.encode(spec));
        from.map(SpecCodec::encode).ifPresent(change::setFrom);
      }
      case TopologyCommand.DropBucket(BucketName name) -> target.setDropBucket(name.value());
    }
    return bytes(target.build());
  }

  @Override
  public Optional<TopologyCommand> command(Bytes bytes) {
    try {
      return command(parse(TopologyProto.Command.parser(), bytes));
    } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<TopologyCommand> command(TopologyProto.Command source) {
    return switch (source.getBodyCase()) {
      case FOUND -> Optional.of(new TopologyCommand.Found(TopologyCodec.decode(source.getFound())));
      case ADD_MEMBER ->
          Optional.of(
              new TopologyCommand.AddMember(
                  TopologyCodec.decode(source.getAddMember().getMember()),
                  source.getAddMember().hasFormer()
                      ? OptionalLong.of(source.getAddMember().getFormer())
                      : OptionalLong.empty()));
      case JOIN -> Optional.of(new TopologyCommand.Join(nodes(source.getJoin().getNodesList())));
      case LEAVE -> Optional.of(new TopologyCommand.Leave(new NodeId(source.getLeave())));
      case REMOVE -> Optional.of(new TopologyCommand.Remove(new NodeId(source.getRemove())));
      case DEPART -> Optional.of(new TopologyCommand.Depart(new NodeId(source.getDepart())));
      case TRANSFER_DONE ->
          Optional.of(
              new TopologyCommand.TransferDone(
                  OwnershipCodec.transfers(source.getTransferDone().getTransfersList()),
                  source.getTransferDone().getEpoch()));
      case BEGUN -> Optional.of(new TopologyCommand.Begun(new GroupId(source.getBegun())));
      case CREATE_BUCKET ->
          Optional.of(
              new TopologyCommand.CreateBucket(
                  new BucketName(source.getCreateBucket().getName()),
                  SpecCodec.decode(source.getCreateBucket().getSpec())));
      case CHANGE_BUCKET ->
          Optional.of(
              new TopologyCommand.ChangeBucket(
                  new BucketName(source.getChangeBucket().getName()),
                  SpecCodec.decode(source.getChangeBucket().getSpec()),
                  source.getChangeBucket().hasFrom()
                      ? Optional.of(SpecCodec.decode(source.getChangeBucket().getFrom()))
                      : Optional.empty()));
      case DROP_BUCKET ->
          Optional.of(new TopologyCommand.DropBucket(new BucketName(source.getDropBucket())));
      case BODY_NOT_SET -> Optional.empty();
    };
  }

  private static SortedSet<NodeId> nodes(List<String> source) {
    TreeSet<NodeId> nodes = new TreeSet<>();
    source.forEach(node -> nodes.add(new NodeId(node)));
    return nodes;
  }

  @Override
  public Bytes ofResult(TopologyResult result) {
    TopologyProto.Result.Builder target = TopologyProto.Result.newBuilder();
    switch (result) {
      case TopologyResult.Founded(long clusterId) -> target.setFounded(clusterId);
      case TopologyResult.Added(Member member) -> target.setAdded(TopologyCodec.encode(member));
      case TopologyResult.Accepted(long epoch) -> target.setAccepted(epoch);
      case TopologyResult.Removed(NodeId node) -> target.setRemoved(node.value());
      case TopologyResult.Transferred(long epoch, int outstanding) ->
          target.getTransferredBuilder().setEpoch(epoch).setOutstanding(outstanding);
      case TopologyResult.Noted(GroupId group) -> target.setNoted(group.number());
      case TopologyResult.Created(CatalogueEntry entry) ->
          target.setCreated(TopologyCodec.encode(entry));
      case TopologyResult.Changed(CatalogueEntry entry) ->
          target.setChanged(TopologyCodec.encode(entry));
      case TopologyResult.Exists(CatalogueEntry entry) ->
          target.setExists(TopologyCodec.encode(entry));
      case TopologyResult.Dropped(BucketId bucket) ->
          target
              .getDroppedBuilder()
              .setName(bucket.name().value())
              .setGeneration(bucket.generation());
      case TopologyResult.Unknown() -> target.setUnknown(EMPTY);
      case TopologyResult.Refused(String reason) -> target.setRefused(reason);
      case TopologyResult.Undecodable() -> target.setUndecodable(EMPTY);
    }
    return bytes(target.build());
  }

  @Override
  public TopologyResult result(Bytes bytes) {
    try {
      return result(parse(TopologyProto.Result.parser(), bytes));
    } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
      return new TopologyResult.Undecodable();
    }
  }

  private static TopologyResult result(TopologyProto.Result source) {
    return switch (source.getBodyCase()) {
      case FOUNDED -> new TopologyResult.Founded(source.getFounded());
      case ADDED -> new TopologyResult.Added(TopologyCodec.decode(source.getAdded()));
      case ACCEPTED -> new TopologyResult.Accepted(source.getAccepted());
      case REMOVED -> new TopologyResult.Removed(new NodeId(source.getRemoved()));
      case TRANSFERRED ->
          new TopologyResult.Transferred(
              source.getTransferred().getEpoch(), source.getTransferred().getOutstanding());
      case NOTED -> new TopologyResult.Noted(new GroupId(source.getNoted()));
      case CREATED -> new TopologyResult.Created(TopologyCodec.decode(source.getCreated()));
      case CHANGED -> new TopologyResult.Changed(TopologyCodec.decode(source.getChanged()));
      case EXISTS -> new TopologyResult.Exists(TopologyCodec.decode(source.getExists()));
      case DROPPED ->
          new TopologyResult.Dropped(
              new BucketId(
                  new BucketName(source.getDropped().getName()),
                  source.getDropped().getGeneration()));
      case UNKNOWN -> new TopologyResult.Unknown();
      case REFUSED -> new TopologyResult.Refused(source.getRefused());
      case UNDECODABLE, BODY_NOT_SET -> new TopologyResult.Undecodable();
    };
  }

  @Override
  public Bytes ofStanding(Standing standing) {
    TopologyProto.Standing.Builder target =
        TopologyProto.Standing.newBuilder().setLife(standing.life());
    switch (standing) {
      case Standing.Outside(long life, long only, boolean blank) ->
          target.setOutside(only).setBlank(blank);
      case Standing.Pledged(long life, Topology initial) ->
          target.setPledged(TopologyCodec.encode(initial));
      case Standing.Settled(long life, Topology first, boolean founder, boolean blank) ->
          target
              .setBlank(blank)
              .getSettledBuilder()
              .setFirst(TopologyCodec.encode(first))
              .setFounder(founder);
      case Standing.Removed(long life, Topology first, boolean founder) ->
          target.getRemovedBuilder().setFirst(TopologyCodec.encode(first)).setFounder(founder);
    }
    return bytes(target.build());
  }

  @Override
  public Standing standing(Bytes bytes) {
    try {
      return standing(parse(TopologyProto.Standing.parser(), bytes));
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalArgumentException("not what a node remembers of its cluster", malformed);
    }
  }

  private static Standing standing(TopologyProto.Standing source) {
    long life = source.getLife();
    return switch (source.getBodyCase()) {
      case OUTSIDE -> new Standing.Outside(life, source.getOutside(), source.getBlank());
      case PLEDGED -> new Standing.Pledged(life, TopologyCodec.decode(source.getPledged()));
      case SETTLED ->
          new Standing.Settled(
              life,
              TopologyCodec.decode(source.getSettled().getFirst()),
              source.getSettled().getFounder(),
              source.getBlank());
      case REMOVED ->
          new Standing.Removed(
              life,
              TopologyCodec.decode(source.getRemoved().getFirst()),
              source.getRemoved().getFounder());
      case BODY_NOT_SET -> throw new IllegalArgumentException("of an unknown standing");
    };
  }

  private static Bytes bytes(MessageLite message) {
    return Bytes.copyOf(message.toByteArray());
  }

  private static <T> T parse(Parser<T> parser, Bytes bytes) throws InvalidProtocolBufferException {
    return parser.parseFrom(bytes.toArray());
  }
}
