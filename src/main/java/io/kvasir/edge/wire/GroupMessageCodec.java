package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import com.google.protobuf.ByteString;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftMessage;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.edge.wire.proto.PeerProto;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowRange;
import java.util.List;
import java.util.Optional;

/**
 * The messages of groups. A replica is its life alone: its node is the one that sends the envelope,
 * or the one that receives it.
 */
final class GroupMessageCodec {
  private GroupMessageCodec() {}

  static PeerProto.Message encode(GroupMessage message, NodeId from, NodeId to) {
    PeerProto.Message.Builder target = PeerProto.Message.newBuilder();
    switch (message) {
      case GroupMessage.OfReplica ofReplica -> target.setOfReplica(encode(ofReplica, from, to));
      case GroupMessage.Bundle bundle -> target.setBundle(BundleCodec.encode(bundle, from, to));
      case GroupMessage.Submit(
              GroupId group,
              long token,
              long term,
              Bytes command,
              long timeoutMillis) ->
          target
              .getSubmitBuilder()
              .setGroup(group.number())
              .setToken(token)
              .setTerm(term)
              .setCommand(ValueCodec.view(command))
              .setTimeoutMillis(timeoutMillis);
      case GroupMessage.Submitted(GroupId group, long token, var outcome) ->
          target.setSubmitted(
              GroupOutcomeCodec.encode(outcome).setGroup(group.number()).setToken(token));
      case GroupMessage.ReadRows readRows -> target.setReadRows(encode(readRows));
      case GroupMessage.RowsRead(GroupId group, long token, var outcome) ->
          target.setRowsRead(
              GroupOutcomeCodec.encode(outcome).setGroup(group.number()).setToken(token));
      case GroupMessage.ReadHistory(
              GroupId group,
              long token,
              long after,
              long bytes,
              long waitMillis) ->
          target
              .getReadHistoryBuilder()
              .setGroup(group.number())
              .setToken(token)
              .setAfter(after)
              .setBytes(bytes)
              .setWaitMillis(waitMillis);
      case GroupMessage.HistoryRead(GroupId group, long token, var outcome) ->
          target.setHistoryRead(
              GroupOutcomeCodec.encode(outcome).setGroup(group.number()).setToken(token));
      case GroupMessage.AskMembers(GroupId group, ReplicaId asker) ->
          target.getAskMembersBuilder().setGroup(group.number()).setLife(asker.life());
      case GroupMessage.TellMembers(GroupId group, long index, Membership membership) ->
          target
              .getTellMembersBuilder()
              .setGroup(group.number())
              .setIndex(index)
              .setMembership(LogCodec.encode(membership));
    }
    return target.build();
  }

  static GroupMessage decode(PeerProto.Message source, NodeId from, NodeId to) {
    return switch (source.getBodyCase()) {
      case OF_REPLICA -> decode(source.getOfReplica(), from, to);
      case BUNDLE -> BundleCodec.decode(source.getBundle(), from, to);
      case SUBMIT -> decode(source.getSubmit());
      case SUBMITTED ->
          new GroupMessage.Submitted(
              new GroupId(source.getSubmitted().getGroup()),
              source.getSubmitted().getToken(),
              GroupOutcomeCodec.decode(source.getSubmitted()));
      case READ_ROWS -> decode(source.getReadRows());
      case ROWS_READ ->
          new GroupMessage.RowsRead(
              new GroupId(source.getRowsRead().getGroup()),
              source.getRowsRead().getToken(),
              GroupOutcomeCodec.decode(source.getRowsRead()));
      case READ_HISTORY -> decode(source.getReadHistory());
      case HISTORY_READ ->
          new GroupMessage.HistoryRead(
              new GroupId(source.getHistoryRead().getGroup()),
              source.getHistoryRead().getToken(),
              GroupOutcomeCodec.decode(source.getHistoryRead()));
      case ASK_MEMBERS ->
          new GroupMessage.AskMembers(
              new GroupId(source.getAskMembers().getGroup()),
              new ReplicaId(from, source.getAskMembers().getLife()));
      case TELL_MEMBERS ->
          new GroupMessage.TellMembers(
              new GroupId(source.getTellMembers().getGroup()),
              atLeast(0, source.getTellMembers().getIndex()),
              LogCodec.decode(source.getTellMembers().getMembership()));
      case REPLICATE,
          REPLICATED,
          NOT_REPLICATED,
          FETCH,
          FETCHED,
          NOT_FETCHED,
          FETCH_PAGE,
          PAGE_FETCHED,
          FORWARD_WRITE,
          WRITE_ANSWERED,
          OUTDATED,
          NOT_FORWARDED,
          FOUNDING,
          HANDOFF,
          REPAIR_ASK,
          REPAIR_TELL,
          BURIAL_ASK,
          BURIAL_TELL,
          BURY,
          WATCH_ASK,
          WATCH_TELL,
          BODY_NOT_SET ->
          throw new IllegalArgumentException("not of a group");
    };
  }

  private static PeerProto.OfReplica encode(
      GroupMessage.OfReplica message, NodeId from, NodeId to) {
    requireEnds(message, from, to);
    PeerProto.OfReplica.Builder target =
        PeerProto.OfReplica.newBuilder()
            .setGroup(message.group().number())
            .setFromLife(message.from().life())
            .setToLife(message.to().life());
    RaftMessageCodec.encode(message.message(), target);
    return target.build();
  }

  static void requireEnds(GroupMessage.OfReplica message, NodeId from, NodeId to) {
    if (!message.from().node().equals(from) || !message.to().node().equals(to)) {
      throw new IllegalArgumentException(
          "a message from %s to %s goes from %s to %s"
              .formatted(message.from(), message.to(), from, to));
    }
  }

  private static GroupMessage.OfReplica decode(PeerProto.OfReplica source, NodeId from, NodeId to) {
    RaftMessage message = RaftMessageCodec.decode(source);
    return new GroupMessage.OfReplica(
        new GroupId(source.getGroup()),
        new ReplicaId(from, source.getFromLife()),
        new ReplicaId(to, source.getToLife()),
        message);
  }

  private static GroupMessage decode(PeerProto.Submit source) {
    return new GroupMessage.Submit(
        new GroupId(source.getGroup()),
        source.getToken(),
        atLeast(0, source.getTerm()),
        ValueCodec.copy(source.getCommand()),
        atLeast(0, source.getTimeoutMillis()));
  }

  private static PeerProto.ReadRows encode(GroupMessage.ReadRows message) {
    List<ByteString> rows = message.query().keys().stream().map(ValueCodec::view).toList();
    PeerProto.ReadRows.Builder target =
        PeerProto.ReadRows.newBuilder()
            .setGroup(message.group().number())
            .setToken(message.token())
            .addAllRows(rows)
            .setLinearizable(message.linearizable())
            .setTimeoutMillis(message.timeoutMillis());
    message.query().range().map(GroupMessageCodec::encode).ifPresent(target::setRange);
    return target.build();
  }

  private static PeerProto.RowRange encode(RowRange range) {
    return PeerProto.RowRange.newBuilder()
        .setFrom(ValueCodec.view(range.from()))
        .setTo(ValueCodec.view(range.to()))
        .setLimit(range.limit())
        .setBytes(range.bytes())
        .setReverse(range.reverse())
        .setBrief(range.brief())
        .build();
  }

  private static RowRange decode(PeerProto.RowRange source) {
    return new RowRange(
        ValueCodec.copy(source.getFrom()),
        ValueCodec.copy(source.getTo()),
        source.getLimit(),
        source.getBytes(),
        source.getReverse(),
        source.getBrief());
  }

  private static GroupMessage decode(PeerProto.ReadRows source) {
    return new GroupMessage.ReadRows(
        new GroupId(source.getGroup()),
        source.getToken(),
        new RowQuery(
            source.getRowsList().stream().map(ValueCodec::copy).toList(),
            source.hasRange() ? Optional.of(decode(source.getRange())) : Optional.empty()),
        source.getLinearizable(),
        atLeast(0, source.getTimeoutMillis()));
  }

  private static GroupMessage decode(PeerProto.ReadHistory source) {
    return new GroupMessage.ReadHistory(
        new GroupId(source.getGroup()),
        source.getToken(),
        atLeast(-1, source.getAfter()),
        atLeast(0, source.getBytes()),
        atLeast(0, source.getWaitMillis()));
  }
}
