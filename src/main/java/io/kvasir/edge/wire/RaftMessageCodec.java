package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.RaftMessage;
import io.kvasir.edge.wire.proto.PeerProto;
import io.kvasir.edge.wire.proto.PeerProto.OfReplica;

/** What the replicas of one group send each other. */
final class RaftMessageCodec {
  private RaftMessageCodec() {}

  static void encode(RaftMessage message, OfReplica.Builder target) {
    target.setTerm(message.term());
    switch (message) {
      case RaftMessage.Heartbeat(long term, long commit, long round) ->
          target.getHeartbeatBuilder().setCommit(commit).setRound(round);
      case RaftMessage.HeartbeatAnswered(long term, long round) ->
          target.getHeartbeatAnsweredBuilder().setRound(round);
      case RaftMessage.Append append -> target.setAppend(LogCodec.encode(append));
      case RaftMessage.Appended(long term, long match) -> target.setAppended(match);
      case RaftMessage.AppendRefused(
              long term,
              long previousIndex,
              long hintIndex,
              long hintTerm) ->
          target
              .getAppendRefusedBuilder()
              .setPreviousIndex(previousIndex)
              .setHintIndex(hintIndex)
              .setHintTerm(hintTerm);
      case RaftMessage.PreVote(long term, long lastIndex, long lastTerm) ->
          target.setPreVote(lastEntry(lastIndex, lastTerm));
      case RaftMessage.PreVoted(long term, boolean granted) -> target.setPreVoted(granted);
      case RaftMessage.RequestVote(long term, long lastIndex, long lastTerm, boolean transfer) ->
          target
              .getRequestVoteBuilder()
              .setLast(lastEntry(lastIndex, lastTerm))
              .setTransfer(transfer);
      case RaftMessage.Voted(long term, boolean granted) -> target.setVoted(granted);
      case RaftMessage.ReadIndex(long term, long token) -> target.setReadIndex(token);
      case RaftMessage.ReadIndexAnswered(long term, long token, long index) ->
          target.getReadIndexAnsweredBuilder().setToken(token).setIndex(index);
      case RaftMessage.ReadIndexRefused(long term, long token) -> target.setReadIndexRefused(token);
      case RaftMessage.InstallSnapshot(long term, LogStart head, Chunk chunk) ->
          target
              .getInstallSnapshotBuilder()
              .setHead(LogCodec.encode(head))
              .setChunk(LogCodec.encode(chunk));
      case RaftMessage.SnapshotProgress(long term, long index, Bytes next) ->
          target.getSnapshotProgressBuilder().setIndex(index).setNext(ValueCodec.view(next));
      case RaftMessage.TimeoutNow(long term) ->
          target.setTimeoutNow(PeerProto.Empty.getDefaultInstance());
    }
  }

  static RaftMessage decode(OfReplica source) {
    long term = atLeast(0, source.getTerm());
    return switch (source.getMessageCase()) {
      case HEARTBEAT ->
          new RaftMessage.Heartbeat(
              term,
              atLeast(0, source.getHeartbeat().getCommit()),
              atLeast(0, source.getHeartbeat().getRound()));
      case HEARTBEAT_ANSWERED ->
          new RaftMessage.HeartbeatAnswered(
              term, atLeast(0, source.getHeartbeatAnswered().getRound()));
      case APPEND -> LogCodec.decode(term, source.getAppend());
      case APPENDED -> new RaftMessage.Appended(term, atLeast(0, source.getAppended()));
      case APPEND_REFUSED -> decode(term, source.getAppendRefused());
      case PRE_VOTE ->
          new RaftMessage.PreVote(term, index(source.getPreVote()), term(source.getPreVote()));
      case PRE_VOTED -> new RaftMessage.PreVoted(term, source.getPreVoted());
      case REQUEST_VOTE -> decode(term, source.getRequestVote());
      case VOTED -> new RaftMessage.Voted(term, source.getVoted());
      case READ_INDEX -> new RaftMessage.ReadIndex(term, source.getReadIndex());
      case READ_INDEX_ANSWERED ->
          new RaftMessage.ReadIndexAnswered(
              term,
              source.getReadIndexAnswered().getToken(),
              atLeast(0, source.getReadIndexAnswered().getIndex()));
      case READ_INDEX_REFUSED ->
          new RaftMessage.ReadIndexRefused(term, source.getReadIndexRefused());
      case INSTALL_SNAPSHOT ->
          new RaftMessage.InstallSnapshot(
              term,
              LogCodec.decode(source.getInstallSnapshot().getHead()),
              LogCodec.decode(source.getInstallSnapshot().getChunk()));
      case SNAPSHOT_PROGRESS ->
          new RaftMessage.SnapshotProgress(
              term,
              atLeast(0, source.getSnapshotProgress().getIndex()),
              ValueCodec.copy(source.getSnapshotProgress().getNext()));
      case TIMEOUT_NOW -> new RaftMessage.TimeoutNow(term);
      case MESSAGE_NOT_SET -> throw new IllegalArgumentException("unknown message of a replica");
    };
  }

  private static RaftMessage decode(long term, PeerProto.AppendRefused source) {
    return new RaftMessage.AppendRefused(
        term,
        atLeast(0, source.getPreviousIndex()),
        atLeast(0, source.getHintIndex()),
        atLeast(0, source.getHintTerm()));
  }

  private static RaftMessage decode(long term, PeerProto.RequestVote source) {
    return new RaftMessage.RequestVote(
        term, index(source.getLast()), term(source.getLast()), source.getTransfer());
  }

  private static PeerProto.LastEntry lastEntry(long index, long term) {
    return PeerProto.LastEntry.newBuilder().setIndex(index).setTerm(term).build();
  }

  private static long index(PeerProto.LastEntry source) {
    return atLeast(0, source.getIndex());
  }

  private static long term(PeerProto.LastEntry source) {
    return atLeast(0, source.getTerm());
  }
}
