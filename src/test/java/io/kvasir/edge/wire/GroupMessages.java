package io.kvasir.edge.wire;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any message of a group from node {@link #FROM} to node {@link #TO}. */
final class GroupMessages {
  static final NodeId FROM = new NodeId("a");
  static final NodeId TO = new NodeId("node-2");

  private GroupMessages() {}

  static Arbitrary<GroupMessage> any() {
    return Arbitraries.oneOf(
        Combinators.combine(groups(), Arbitraries.longs(), Arbitraries.longs(), raftMessages())
            .as(GroupMessages::ofReplica),
        bundles(),
        Combinators.combine(groups(), tokens(), numbers(), bytes(), numbers())
            .as(GroupMessage.Submit::new),
        Combinators.combine(groups(), tokens(), submitOutcomes()).as(GroupMessage.Submitted::new),
        Combinators.combine(groups(), tokens(), rowQueries(), flags(), numbers())
            .as(GroupMessage.ReadRows::new),
        Combinators.combine(groups(), tokens(), rowsOutcomes()).as(GroupMessage.RowsRead::new),
        Combinators.combine(
                groups(), tokens(), numbers().map(number -> number - 1), numbers(), numbers())
            .as(GroupMessage.ReadHistory::new),
        Combinators.combine(groups(), tokens(), historyOutcomes())
            .as(GroupMessage.HistoryRead::new),
        Combinators.combine(groups(), Arbitraries.longs())
            .as((group, life) -> new GroupMessage.AskMembers(group, new ReplicaId(FROM, life))),
        Combinators.combine(groups(), numbers(), memberships()).as(GroupMessage.TellMembers::new));
  }

  private static Arbitrary<GroupMessage> bundles() {
    return Combinators.combine(groups(), Arbitraries.longs(), Arbitraries.longs(), heartbeats())
        .as(GroupMessages::ofReplica)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(GroupMessage.Bundle::new);
  }

  private static GroupMessage.OfReplica ofReplica(
      GroupId group, long fromLife, long toLife, RaftMessage message) {
    return new GroupMessage.OfReplica(
        group, new ReplicaId(FROM, fromLife), new ReplicaId(TO, toLife), message);
  }

  static Arbitrary<RaftMessage> raftMessages() {
    return Arbitraries.oneOf(elections(), appends(), heartbeats(), reads(), snapshots());
  }

  private static Arbitrary<RaftMessage> heartbeats() {
    return Arbitraries.oneOf(
        Combinators.combine(numbers(), numbers(), numbers()).as(RaftMessage.Heartbeat::new),
        Combinators.combine(numbers(), numbers()).as(RaftMessage.HeartbeatAnswered::new));
  }

  private static Arbitrary<RaftMessage> elections() {
    return Arbitraries.oneOf(
        Combinators.combine(numbers(), numbers(), numbers()).as(RaftMessage.PreVote::new),
        Combinators.combine(numbers(), flags()).as(RaftMessage.PreVoted::new),
        Combinators.combine(numbers(), numbers(), numbers(), flags())
            .as(RaftMessage.RequestVote::new),
        Combinators.combine(numbers(), flags()).as(RaftMessage.Voted::new),
        numbers().map(RaftMessage.TimeoutNow::new));
  }

  private static Arbitrary<RaftMessage> appends() {
    Arbitrary<Long> previous = Arbitraries.longs().between(0, Long.MAX_VALUE - 10);
    Arbitrary<List<LogEntry>> some =
        Combinators.combine(positive(), payloads())
            .as((term, payload) -> new LogEntry(1, term, payload))
            .list()
            .ofMaxSize(4);
    return Arbitraries.oneOf(
        Combinators.combine(numbers(), previous, numbers(), some, numbers())
            .as(GroupMessages::append),
        Combinators.combine(numbers(), numbers()).as(RaftMessage.Appended::new),
        Combinators.combine(numbers(), numbers(), numbers(), numbers())
            .as(RaftMessage.AppendRefused::new));
  }

  private static RaftMessage append(
      long term, long previousIndex, long previousTerm, List<LogEntry> entries, long commit) {
    List<LogEntry> placed = new ArrayList<>();
    for (LogEntry entry : entries) {
      placed.add(new LogEntry(previousIndex + 1 + placed.size(), entry.term(), entry.payload()));
    }
    return new RaftMessage.Append(term, previousIndex, previousTerm, placed, commit);
  }

  private static Arbitrary<RaftMessage> reads() {
    return Arbitraries.oneOf(
        Combinators.combine(numbers(), tokens()).as(RaftMessage.ReadIndex::new),
        Combinators.combine(numbers(), tokens(), numbers()).as(RaftMessage.ReadIndexAnswered::new),
        Combinators.combine(numbers(), tokens()).as(RaftMessage.ReadIndexRefused::new));
  }

  private static Arbitrary<RaftMessage> snapshots() {
    Arbitrary<LogStart> heads =
        Combinators.combine(numbers(), numbers(), memberships()).as(LogStart::new);
    Arbitrary<Chunk> chunks =
        Combinators.combine(bytes(), bytes(), bytes(), flags()).as(Chunk::new);
    return Arbitraries.oneOf(
        Combinators.combine(numbers(), heads, chunks).as(RaftMessage.InstallSnapshot::new),
        Combinators.combine(numbers(), numbers(), bytes()).as(RaftMessage.SnapshotProgress::new));
  }

  private static Arbitrary<Payload> payloads() {
    return Arbitraries.oneOf(
        Arbitraries.create(Payload.Nothing::new),
        bytes().map(Payload.Command::new),
        memberships().map(Payload.Members::new));
  }

  private static Arbitrary<Membership> memberships() {
    Arbitrary<Set<ReplicaId>> replicas =
        Combinators.combine(nodes(), Arbitraries.longs()).as(ReplicaId::new).set().ofMaxSize(4);
    return Combinators.combine(replicas, replicas).as(GroupMessages::membership);
  }

  private static Membership membership(Set<ReplicaId> voters, Set<ReplicaId> learners) {
    TreeSet<ReplicaId> others = new TreeSet<>(learners);
    others.removeAll(voters);
    return new Membership(new TreeSet<>(voters), others);
  }

  private static Arbitrary<SubmitOutcome> submitOutcomes() {
    return Arbitraries.oneOf(
        Combinators.combine(bytes(), nodes()).as(SubmitOutcome.Committed::new),
        refusals().map(SubmitOutcome.NotApplied::new),
        Arbitraries.create(SubmitOutcome.Unknown::new));
  }

  private static Arbitrary<RowQuery> rowQueries() {
    Arbitrary<Integer> sizes = Arbitraries.integers().greaterOrEqual(1);
    Arbitrary<RowRange> ranges =
        Combinators.combine(bytes(), bytes(), sizes, sizes, flags(), flags()).as(RowRange::new);
    return Combinators.combine(bytes().list().ofMaxSize(4), ranges.optional()).as(RowQuery::new);
  }

  private static Arbitrary<RowsOutcome> rowsOutcomes() {
    return Arbitraries.oneOf(
        Combinators.combine(
                Arbitraries.maps(bytes(), bytes()).ofMaxSize(4), flags(), nodes().optional())
            .as((rows, more, leader) -> new RowsOutcome.Rows(new TreeMap<>(rows), more, leader)),
        refusals().map(RowsOutcome.NotRead::new),
        Arbitraries.create(RowsOutcome.TimedOut::new));
  }

  private static Arbitrary<HistoryOutcome> historyOutcomes() {
    Arbitrary<Revision> revisions =
        Combinators.combine(Arbitraries.longs().between(1, 1L << 40), numbers(), changes())
            .as(Revision::new);
    return Arbitraries.oneOf(
        revisions
            .list()
            .ofMaxSize(3)
            .map(
                list ->
                    new HistoryOutcome.Page(
                        list.stream().sorted(Comparator.comparingLong(Revision::number)).toList(),
                        1L << 41)),
        refusals().map(HistoryOutcome.NotRead::new),
        Arbitraries.create(HistoryOutcome.Compacted::new));
  }

  private static Arbitrary<List<Revision.Change>> changes() {
    Arbitrary<Versioned> found =
        bytes().map(bytes -> new Versioned(new Value("text/x", bytes), 1, 2, 3, 4, 5));
    return Combinators.combine(Arbitraries.of("a", "ü/").map(Key::new), found.optional())
        .as(Revision.Change::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private static Arbitrary<GroupRefusal> refusals() {
    Arbitrary<Integer> counts = Arbitraries.integers().greaterOrEqual(0);
    return Arbitraries.oneOf(
        Combinators.combine(nodes(), numbers()).as(GroupRefusal.LedBy::new),
        Arbitraries.create(GroupRefusal.NoLeader::new),
        Combinators.combine(counts, counts).as(GroupRefusal.NoMajority::new),
        Arbitraries.create(GroupRefusal.Overloaded::new),
        Arbitraries.create(GroupRefusal.NoReplica::new));
  }

  private static Arbitrary<GroupId> groups() {
    return numbers().map(GroupId::new);
  }

  private static Arbitrary<NodeId> nodes() {
    return Arbitraries.of("a", "node-1", "N.2_x").map(NodeId::new);
  }

  private static Arbitrary<Long> tokens() {
    return Arbitraries.longs();
  }

  private static Arbitrary<Long> numbers() {
    return Arbitraries.longs().greaterOrEqual(0);
  }

  private static Arbitrary<Long> positive() {
    return Arbitraries.longs().greaterOrEqual(1);
  }

  private static Arbitrary<Boolean> flags() {
    return Arbitraries.of(true, false);
  }

  private static Arbitrary<Bytes> bytes() {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMaxSize(40)
        .map(Bytes::copyOf)
        .edgeCases(cases -> cases.add(Bytes.EMPTY));
  }
}
