package io.kvasir.edge.tracing;

import io.kvasir.core.consensus.RaftMessage;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.PeerMessage;
import java.util.Locale;

/** What a message between nodes is to the request that it is sent for. */
enum MessageRole {
  ASKS,
  ANSWERS,
  /** Of work that no request waits for, or to which there is no one answer. */
  TELLS;

  private static final long UNANSWERED = 0;

  static MessageRole of(PeerMessage message) {
    return switch (message) {
      case PeerMessage.OfReplica of -> of(of.message());
      case PeerMessage.OfGroup of -> of(of.message());
      case PeerMessage.OfRepair of -> TELLS;
      case PeerMessage.OfBurial of -> TELLS;
      case PeerMessage.OfFounding of -> TELLS;
      case PeerMessage.OfWatch of -> TELLS;
      case PeerMessage.OfHandoff of -> TELLS;
    };
  }

  private static MessageRole of(ReplicaMessage message) {
    return switch (message) {
      case ReplicaMessage.Replicate replicate -> replicate.token() == UNANSWERED ? TELLS : ASKS;
      case ReplicaMessage.Fetch fetch -> ASKS;
      case ReplicaMessage.FetchPage fetch -> ASKS;
      case ReplicaMessage.ForwardWrite forward -> ASKS;
      case ReplicaMessage.Replicated answer -> ANSWERS;
      case ReplicaMessage.NotReplicated answer -> ANSWERS;
      case ReplicaMessage.Fetched answer -> ANSWERS;
      case ReplicaMessage.NotFetched answer -> ANSWERS;
      case ReplicaMessage.PageFetched answer -> ANSWERS;
      case ReplicaMessage.WriteAnswered answer -> ANSWERS;
      case ReplicaMessage.Outdated answer -> ANSWERS;
      case ReplicaMessage.NotForwarded answer -> ANSWERS;
    };
  }

  private static MessageRole of(GroupMessage message) {
    return switch (message) {
      case GroupMessage.OfReplica of -> of(of.message());
      case GroupMessage.Submit submit -> ASKS;
      case GroupMessage.ReadRows read -> ASKS;
      case GroupMessage.Submitted answer -> ANSWERS;
      case GroupMessage.RowsRead answer -> ANSWERS;
      case GroupMessage.Bundle bundle -> TELLS;
      case GroupMessage.ReadHistory read -> TELLS;
      case GroupMessage.HistoryRead answer -> TELLS;
      case GroupMessage.AskMembers ask -> TELLS;
      case GroupMessage.TellMembers tell -> TELLS;
    };
  }

  private static MessageRole of(RaftMessage message) {
    return switch (message) {
      case RaftMessage.Append append -> append.entries().isEmpty() ? TELLS : ASKS;
      case RaftMessage.ReadIndex ask -> ASKS;
      case RaftMessage.Appended answer -> ANSWERS;
      case RaftMessage.AppendRefused answer -> ANSWERS;
      case RaftMessage.ReadIndexAnswered answer -> ANSWERS;
      case RaftMessage.ReadIndexRefused answer -> ANSWERS;
      case RaftMessage.PreVote vote -> TELLS;
      case RaftMessage.PreVoted vote -> TELLS;
      case RaftMessage.RequestVote vote -> TELLS;
      case RaftMessage.Voted vote -> TELLS;
      case RaftMessage.Heartbeat beat -> TELLS;
      case RaftMessage.HeartbeatAnswered beat -> TELLS;
      case RaftMessage.InstallSnapshot snapshot -> TELLS;
      case RaftMessage.SnapshotProgress progress -> TELLS;
      case RaftMessage.TimeoutNow timeout -> TELLS;
    };
  }

  /**
   * Whether what follows from an answer is no longer for the request alone: a log that is full of
   * others' entries goes on with theirs.
   */
  static boolean endsTheRequest(PeerMessage message) {
    return message instanceof PeerMessage.OfGroup(GroupMessage.OfReplica of, long _)
        && (of.message() instanceof RaftMessage.Appended
            || of.message() instanceof RaftMessage.AppendRefused);
  }

  /** As spans are called: {@code replicate}, {@code raft append}. */
  static String nameOf(PeerMessage message) {
    return switch (message) {
      case PeerMessage.OfReplica of -> words(of.message());
      case PeerMessage.OfGroup(GroupMessage.OfReplica of, long _) -> "raft " + words(of.message());
      case PeerMessage.OfGroup of -> words(of.message());
      default -> words(message);
    };
  }

  private static String words(Object message) {
    return message
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
