package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.wire.proto.PeerProto;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.HistoryOutcome;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.SubmitOutcome;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How commands to groups and reads of their rows end. */
final class GroupOutcomeCodec {
  private static final PeerProto.Empty EMPTY = PeerProto.Empty.getDefaultInstance();

  private GroupOutcomeCodec() {}

  static PeerProto.Submitted.Builder encode(SubmitOutcome outcome) {
    PeerProto.Submitted.Builder target = PeerProto.Submitted.newBuilder();
    switch (outcome) {
      case SubmitOutcome.Committed(Bytes result, NodeId leader) ->
          target.getCommittedBuilder().setResult(ValueCodec.view(result)).setLeader(leader.value());
      case SubmitOutcome.NotApplied(GroupRefusal reason) -> target.setNotApplied(encode(reason));
      case SubmitOutcome.Unknown() -> target.setUnknown(EMPTY);
    }
    return target;
  }

  static SubmitOutcome decode(PeerProto.Submitted source) {
    return switch (source.getOutcomeCase()) {
      case COMMITTED ->
          new SubmitOutcome.Committed(
              ValueCodec.copy(source.getCommitted().getResult()),
              new NodeId(source.getCommitted().getLeader()));
      case NOT_APPLIED -> new SubmitOutcome.NotApplied(decode(source.getNotApplied()));
      case UNKNOWN -> new SubmitOutcome.Unknown();
      case OUTCOME_NOT_SET -> throw new IllegalArgumentException("unknown outcome of a command");
    };
  }

  static PeerProto.RowsRead.Builder encode(RowsOutcome outcome) {
    PeerProto.RowsRead.Builder target = PeerProto.RowsRead.newBuilder();
    switch (outcome) {
      case RowsOutcome.Rows rows -> target.setRows(encode(rows));
      case RowsOutcome.NotRead(GroupRefusal reason) -> target.setNotRead(encode(reason));
      case RowsOutcome.TimedOut() -> target.setTimedOut(EMPTY);
    }
    return target;
  }

  static RowsOutcome decode(PeerProto.RowsRead source) {
    return switch (source.getOutcomeCase()) {
      case ROWS -> decode(source.getRows());
      case NOT_READ -> new RowsOutcome.NotRead(decode(source.getNotRead()));
      case TIMED_OUT -> new RowsOutcome.TimedOut();
      case OUTCOME_NOT_SET -> throw new IllegalArgumentException("unknown outcome of a read");
    };
  }

  static PeerProto.HistoryRead.Builder encode(HistoryOutcome outcome) {
    PeerProto.HistoryRead.Builder target = PeerProto.HistoryRead.newBuilder();
    switch (outcome) {
      case HistoryOutcome.Page(List<Revision> revisions, long upTo) -> {
        PeerProto.HistoryPage.Builder page = target.getPageBuilder().setUpTo(upTo);
        revisions.forEach(
            revision ->
                page.addRevisionsBuilder()
                    .setNumber(revision.number())
                    .setRevision(HistoryCodec.encode(revision)));
      }
      case HistoryOutcome.Compacted() -> target.setCompacted(EMPTY);
      case HistoryOutcome.NotRead(GroupRefusal reason) -> target.setNotRead(encode(reason));
    }
    return target;
  }

  static HistoryOutcome decode(PeerProto.HistoryRead source) {
    return switch (source.getOutcomeCase()) {
      case PAGE ->
          new HistoryOutcome.Page(
              source.getPage().getRevisionsList().stream()
                  .map(each -> HistoryCodec.decode(each.getNumber(), each.getRevision()))
                  .toList(),
              atLeast(0, source.getPage().getUpTo()));
      case COMPACTED -> new HistoryOutcome.Compacted();
      case NOT_READ -> new HistoryOutcome.NotRead(decode(source.getNotRead()));
      case OUTCOME_NOT_SET -> throw new IllegalArgumentException("unknown outcome of a read");
    };
  }

  private static PeerProto.Rows encode(RowsOutcome.Rows found) {
    PeerProto.Rows.Builder target = PeerProto.Rows.newBuilder().setMore(found.more());
    found
        .rows()
        .forEach(
            (key, value) ->
                target
                    .addRowsBuilder()
                    .setKey(ValueCodec.view(key))
                    .setValue(ValueCodec.view(value)));
    found.leader().ifPresent(node -> target.setLeader(node.value()));
    return target.build();
  }

  private static RowsOutcome decode(PeerProto.Rows source) {
    Optional<NodeId> leader =
        source.hasLeader() ? Optional.of(new NodeId(source.getLeader())) : Optional.empty();
    return new RowsOutcome.Rows(rows(source.getRowsList()), source.getMore(), leader);
  }

  private static SortedMap<Bytes, Bytes> rows(List<PeerProto.Row> source) {
    TreeMap<Bytes, Bytes> rows = new TreeMap<>();
    for (PeerProto.Row row : source) {
      Bytes key = ValueCodec.copy(row.getKey());
      if (!rows.isEmpty() && rows.lastKey().compareTo(key) >= 0) {
        throw new IllegalArgumentException("rows are not in strict order");
      }
      rows.put(key, ValueCodec.copy(row.getValue()));
    }
    return rows;
  }

  private static PeerProto.GroupRefusal encode(GroupRefusal refusal) {
    PeerProto.GroupRefusal.Builder target = PeerProto.GroupRefusal.newBuilder();
    switch (refusal) {
      case GroupRefusal.LedBy(NodeId leader, long term) ->
          target.getLedByBuilder().setLeader(leader.value()).setTerm(term);
      case GroupRefusal.NoLeader() -> target.setNoLeader(EMPTY);
      case GroupRefusal.NoMajority(int reachable, int needed) ->
          target.getNoMajorityBuilder().setReachable(reachable).setNeeded(needed);
      case GroupRefusal.Overloaded() -> target.setOverloaded(EMPTY);
      case GroupRefusal.NoReplica() -> target.setNoReplica(EMPTY);
    }
    return target.build();
  }

  private static GroupRefusal decode(PeerProto.GroupRefusal source) {
    return switch (source.getReasonCase()) {
      case LED_BY ->
          new GroupRefusal.LedBy(
              new NodeId(source.getLedBy().getLeader()), atLeast(0, source.getLedBy().getTerm()));
      case NO_LEADER -> new GroupRefusal.NoLeader();
      case NO_MAJORITY ->
          new GroupRefusal.NoMajority(
              atLeast(0, source.getNoMajority().getReachable()),
              atLeast(0, source.getNoMajority().getNeeded()));
      case OVERLOADED -> new GroupRefusal.Overloaded();
      case NO_REPLICA -> new GroupRefusal.NoReplica();
      case REASON_NOT_SET -> throw new IllegalArgumentException("unknown refusal of a group");
    };
  }
}
