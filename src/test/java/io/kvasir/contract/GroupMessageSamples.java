package io.kvasir.contract;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.consensus.RaftMessage;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.HistoryOutcome;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowRange;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.SubmitOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** One message of each kind and shape from node a to node b, by name, always the same. */
final class GroupMessageSamples {
  private static final GroupId GROUP = new GroupId(300);
  private static final ReplicaId A = new ReplicaId(new NodeId("a"), 0x0123456789abcdefL);
  private static final ReplicaId B = new ReplicaId(new NodeId("b"), 0xfedcba9876543210L);
  private static final Membership MEMBERS =
      new Membership(
          new TreeSet<>(List.of(A, B)), new TreeSet<>(List.of(new ReplicaId(B.node(), 1))));
  private static final Bytes BYTES = Bytes.copyOf(new byte[] {0, -1, 127, -128});

  private GroupMessageSamples() {}

  static Map<String, GroupMessage> all() {
    LinkedHashMap<String, GroupMessage> all = new LinkedHashMap<>();
    raftMessages()
        .forEach((name, m) -> all.put("raft-" + name, new GroupMessage.OfReplica(GROUP, A, B, m)));
    all.put("raft-bundle", new GroupMessage.Bundle(bundled()));
    all.put("submit", new GroupMessage.Submit(GROUP, -1, 7, BYTES, 4999));
    submitOutcomes()
        .forEach(
            (name, o) -> all.put("submitted-" + name, new GroupMessage.Submitted(GROUP, 2, o)));
    RowQuery keys = RowQuery.of(List.of(BYTES, Bytes.EMPTY));
    all.put("ask-members", new GroupMessage.AskMembers(GROUP, A));
    all.put("tell-members", new GroupMessage.TellMembers(GROUP, 70_000, MEMBERS));
    all.put("read-rows", new GroupMessage.ReadRows(GroupId.TOPOLOGY, 3, keys, true, 1));
    all.put("read-rows-as-they-are", new GroupMessage.ReadRows(GROUP, 3, keys, false, 0));
    RowRange range = new RowRange(BYTES, Bytes.utf8("to"), 300, 70_000, true, true);
    RowQuery page = new RowQuery(List.of(Bytes.EMPTY), Optional.of(range));
    all.put("read-page-of-rows", new GroupMessage.ReadRows(GROUP, 3, page, true, 1));
    rowsOutcomes()
        .forEach((name, o) -> all.put("rows-" + name, new GroupMessage.RowsRead(GROUP, 4, o)));
    all.put("read-history", new GroupMessage.ReadHistory(GROUP, 5, 300, 262_144, 2_000));
    all.put("read-history-now", new GroupMessage.ReadHistory(GROUP, 5, -1, 1, 0));
    historyOutcomes()
        .forEach(
            (name, o) -> all.put("history-" + name, new GroupMessage.HistoryRead(GROUP, 6, o)));
    return all;
  }

  private static Map<String, HistoryOutcome> historyOutcomes() {
    Versioned found = new Versioned(Value.text("hello"), 7, 301, 12, 1_790_000_000_123L);
    Revision revision =
        new Revision(
            301,
            1_790_000_000_123L,
            List.of(
                new Revision.Change(new Key("k"), Optional.of(found)),
                new Revision.Change(new Key("gone"), Optional.empty())));
    LinkedHashMap<String, HistoryOutcome> all = new LinkedHashMap<>();
    all.put("page", new HistoryOutcome.Page(List.of(revision), 302));
    all.put("empty", new HistoryOutcome.Page(List.of(), 300));
    all.put("compacted", new HistoryOutcome.Compacted());
    all.put("not-read", new HistoryOutcome.NotRead(new GroupRefusal.NoReplica()));
    return all;
  }

  private static List<GroupMessage.OfReplica> bundled() {
    return List.of(
        new GroupMessage.OfReplica(GROUP, A, B, new RaftMessage.Heartbeat(7, 300, 8)),
        new GroupMessage.OfReplica(
            GroupId.TOPOLOGY, A, B, new RaftMessage.HeartbeatAnswered(7, 8)));
  }

  private static Map<String, RaftMessage> raftMessages() {
    LinkedHashMap<String, RaftMessage> all = new LinkedHashMap<>();
    all.put("pre-vote", new RaftMessage.PreVote(7, 300, 6));
    all.put("pre-voted", new RaftMessage.PreVoted(7, true));
    all.put("not-pre-voted", new RaftMessage.PreVoted(7, false));
    all.put("request-vote", new RaftMessage.RequestVote(7, 300, 6, false));
    all.put("request-vote-for-transfer", new RaftMessage.RequestVote(7, 300, 6, true));
    all.put("voted", new RaftMessage.Voted(7, true));
    all.put("not-voted", new RaftMessage.Voted(7, false));
    all.put("append", new RaftMessage.Append(7, 300, 6, entries(), 299));
    all.put("append-nothing", new RaftMessage.Append(7, 0, 0, List.of(), 0));
    all.put("appended", new RaftMessage.Appended(7, 303));
    all.put("append-refused", new RaftMessage.AppendRefused(7, 300, 200, 5));
    all.put("heartbeat", new RaftMessage.Heartbeat(7, 300, 1 << 20));
    all.put("heartbeat-answered", new RaftMessage.HeartbeatAnswered(7, 1 << 20));
    LogStart head = new LogStart(250, 6, MEMBERS);
    all.put(
        "install-snapshot",
        new RaftMessage.InstallSnapshot(
            7, head, new Chunk(Bytes.EMPTY, BYTES, Bytes.utf8("content"), false)));
    all.put(
        "install-last",
        new RaftMessage.InstallSnapshot(7, head, new Chunk(BYTES, Bytes.EMPTY, Bytes.EMPTY, true)));
    all.put("snapshot-progress", new RaftMessage.SnapshotProgress(7, 250, BYTES));
    all.put("read-index", new RaftMessage.ReadIndex(7, -5));
    all.put("read-index-answered", new RaftMessage.ReadIndexAnswered(7, -5, 300));
    all.put("read-index-refused", new RaftMessage.ReadIndexRefused(7, -5));
    all.put("timeout-now", new RaftMessage.TimeoutNow(7));
    return all;
  }

  private static List<LogEntry> entries() {
    return List.of(
        new LogEntry(301, 6, new Payload.Command(BYTES)),
        new LogEntry(302, 7, new Payload.Nothing()),
        new LogEntry(303, 7, new Payload.Command(Bytes.EMPTY)),
        new LogEntry(304, 7, new Payload.Members(MEMBERS)));
  }

  private static Map<String, SubmitOutcome> submitOutcomes() {
    LinkedHashMap<String, SubmitOutcome> all = new LinkedHashMap<>();
    all.put("committed", new SubmitOutcome.Committed(BYTES, B.node()));
    refusals().forEach((name, reason) -> all.put(name, new SubmitOutcome.NotApplied(reason)));
    all.put("unknown", new SubmitOutcome.Unknown());
    return all;
  }

  private static Map<String, RowsOutcome> rowsOutcomes() {
    LinkedHashMap<String, RowsOutcome> all = new LinkedHashMap<>();
    TreeMap<Bytes, Bytes> rows = new TreeMap<>();
    rows.put(BYTES, Bytes.EMPTY);
    rows.put(Bytes.utf8("key"), Bytes.utf8("value"));
    all.put("read", new RowsOutcome.Rows(rows, false, Optional.of(B.node())));
    all.put("none", new RowsOutcome.Rows(new TreeMap<>(), false, Optional.empty()));
    all.put("page", new RowsOutcome.Rows(rows, true, Optional.empty()));
    refusals().forEach((name, reason) -> all.put(name, new RowsOutcome.NotRead(reason)));
    all.put("timed-out", new RowsOutcome.TimedOut());
    return all;
  }

  private static Map<String, GroupRefusal> refusals() {
    LinkedHashMap<String, GroupRefusal> all = new LinkedHashMap<>();
    all.put("led-by", new GroupRefusal.LedBy(B.node(), 7));
    all.put("no-leader", new GroupRefusal.NoLeader());
    all.put("no-majority", new GroupRefusal.NoMajority(1, 2));
    all.put("overloaded", new GroupRefusal.Overloaded());
    all.put("no-replica", new GroupRefusal.NoReplica());
    return all;
  }
}
