package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.consensus.RaftMessage;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Replicated logs: their entries, where they begin, and snapshots. */
final class LogCodec {
  private LogCodec() {}

  static PeerProto.Append encode(RaftMessage.Append append) {
    PeerProto.Append.Builder target =
        PeerProto.Append.newBuilder()
            .setPreviousIndex(append.previousIndex())
            .setPreviousTerm(append.previousTerm())
            .setCommit(append.commit());
    long index = append.previousIndex();
    for (LogEntry entry : append.entries()) {
      index++;
      if (entry.index() != index) {
        throw new IllegalArgumentException(
            "entry %d stands where %d should".formatted(entry.index(), index));
      }
      target.addEntries(encode(entry));
    }
    return target.build();
  }

  static RaftMessage decode(long term, PeerProto.Append source) {
    long previousIndex = atLeast(0, source.getPreviousIndex());
    List<LogEntry> entries = new ArrayList<>(source.getEntriesCount());
    for (PeerProto.Entry entry : source.getEntriesList()) {
      long index = previousIndex + 1 + entries.size();
      entries.add(new LogEntry(index, entry.getTerm(), payload(entry)));
    }
    return new RaftMessage.Append(
        term,
        previousIndex,
        atLeast(0, source.getPreviousTerm()),
        entries,
        atLeast(0, source.getCommit()));
  }

  private static PeerProto.Entry encode(LogEntry entry) {
    PeerProto.Entry.Builder target = PeerProto.Entry.newBuilder().setTerm(entry.term());
    switch (entry.payload()) {
      case Payload.Nothing() -> target.setNothing(PeerProto.Empty.getDefaultInstance());
      case Payload.Command(Bytes bytes) -> target.setCommand(ValueCodec.view(bytes));
      case Payload.Members(Membership membership) -> target.setMembers(encode(membership));
    }
    return target.build();
  }

  private static Payload payload(PeerProto.Entry source) {
    return switch (source.getPayloadCase()) {
      case COMMAND -> new Payload.Command(ValueCodec.copy(source.getCommand()));
      case NOTHING -> new Payload.Nothing();
      case MEMBERS -> new Payload.Members(decode(source.getMembers()));
      case PAYLOAD_NOT_SET -> throw new IllegalArgumentException("unknown payload of an entry");
    };
  }

  static PeerProto.LogStart encode(LogStart start) {
    return PeerProto.LogStart.newBuilder()
        .setIndex(start.index())
        .setTerm(start.term())
        .setMembership(encode(start.membership()))
        .build();
  }

  static LogStart decode(PeerProto.LogStart source) {
    return new LogStart(
        atLeast(0, source.getIndex()),
        atLeast(0, source.getTerm()),
        decode(source.getMembership()));
  }

  static PeerProto.Membership encode(Membership membership) {
    PeerProto.Membership.Builder target = PeerProto.Membership.newBuilder();
    membership.voters().forEach(voter -> target.addVoters(encode(voter)));
    membership.learners().forEach(learner -> target.addLearners(encode(learner)));
    return target.build();
  }

  static Membership decode(PeerProto.Membership source) {
    return new Membership(replicas(source.getVotersList()), replicas(source.getLearnersList()));
  }

  static PeerProto.Replica encode(ReplicaId replica) {
    return PeerProto.Replica.newBuilder()
        .setNode(replica.node().value())
        .setLife(replica.life())
        .build();
  }

  static SortedSet<ReplicaId> replicas(List<PeerProto.Replica> source) {
    TreeSet<ReplicaId> replicas = new TreeSet<>();
    for (PeerProto.Replica replica : source) {
      if (!replicas.add(new ReplicaId(new NodeId(replica.getNode()), replica.getLife()))) {
        throw new IllegalArgumentException("a member twice in a group");
      }
    }
    return replicas;
  }

  static PeerProto.Chunk encode(Chunk chunk) {
    return PeerProto.Chunk.newBuilder()
        .setFrom(ValueCodec.view(chunk.from()))
        .setNext(ValueCodec.view(chunk.next()))
        .setContent(ValueCodec.view(chunk.content()))
        .setLast(chunk.last())
        .build();
  }

  static Chunk decode(PeerProto.Chunk source) {
    return new Chunk(
        ValueCodec.copy(source.getFrom()),
        ValueCodec.copy(source.getNext()),
        ValueCodec.copy(source.getContent()),
        source.getLast());
  }
}
