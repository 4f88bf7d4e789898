package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;
import java.util.List;
import java.util.StringJoiner;

/** Events and effects in few words. */
final class SimText {
  private SimText() {}

  static String step(SimHost host, List<Event> turn, List<Effect> effects) {
    StringBuilder text = new StringBuilder();
    text.append(host.id());
    for (int i = 0; i < turn.size(); i++) {
      text.append(i == 0 ? " " : "\n           + ").append(event(turn.get(i)));
    }
    RaftStatus status = host.status();
    text.append(
        "   [%s t%d log %d..%d:%d c%d a%d%s]"
            .formatted(
                status.role(),
                status.term(),
                status.firstIndex(),
                status.lastIndex(),
                status.lastTerm(),
                status.commit(),
                status.applied(),
                status.leader().map(leader -> " of " + leader).orElse("")));
    for (Effect effect : effects) {
      text.append("\n             ").append(effect(effect));
    }
    return text.toString();
  }

  static String event(Event event) {
    return switch (event) {
      case Event.Ticked() -> "tick";
      case Event.Received(ReplicaId from, RaftMessage message) ->
          "from " + from + " " + message(message);
      case Event.Propose(long token, var command) -> "propose " + token;
      case Event.Read(long token) -> "read " + token;
      case Event.ChangeMembers(long token, MembershipChange change) ->
          "change " + token + " " + change(change);
      case Event.TransferLeadership(ReplicaId to) -> "transfer to " + to;
      case Event.Persisted(long ticket) -> "persisted " + ticket;
      case Event.Applied(long index) -> "applied " + index;
      case Event.ChunkRead(ReplicaId to, long applied, Chunk chunk) ->
          "chunk for " + to + " of " + applied + " " + chunk(chunk);
      case Event.ChunkFailed(ReplicaId to) -> "chunk for " + to + " failed";
      case Event.ChunkStaged(LogStart head, var next) ->
          "staged " + head(head) + " next " + cursor(next);
      case Event.Installed(LogStart head) -> "installed " + head(head);
      case Event.NodeLost(var node) -> "lost node " + node;
    };
  }

  static String effect(Effect effect) {
    return switch (effect) {
      case Effect.Send(ReplicaId to, RaftMessage message) -> "to " + to + " " + message(message);
      case Effect.Persist(long ticket, LogWrite write) -> "persist " + ticket + ":" + write(write);
      case Effect.Apply(List<LogEntry> entries) -> "apply " + entries(entries);
      case Effect.Proposed(long token, long index, long term) ->
          "proposed " + token + " at " + index + "/" + term;
      case Effect.Refused(long token, Refusal reason, var leader) ->
          "refused "
              + token
              + " "
              + words(reason)
              + leader.map(known -> ", ask " + known).orElse("");
      case Effect.ReadReady(long token, long index) -> "read " + token + " ready at " + index;
      case Effect.Compact(LogStart start) -> "compact to " + head(start);
      case Effect.ReadChunk(ReplicaId to, var cursor, int bytes) ->
          "read chunk for " + to + " from " + cursor(cursor);
      case Effect.CloseSnapshot(ReplicaId to) -> "close snapshot for " + to;
      case Effect.StageChunk(LogStart head, Chunk chunk) ->
          "stage " + head(head) + " " + chunk(chunk);
      case Effect.Install(LogStart head, Chunk last) -> "install " + head(head) + " " + chunk(last);
      case Effect.RoleChanged(Role role, long term, var leader) ->
          words(role) + " in term " + term + leader.map(known -> " of " + known).orElse("");
      case Effect.Observed(RaftObservation observation) -> "observed " + observation;
    };
  }

  static String message(RaftMessage message) {
    return switch (message) {
      case RaftMessage.PreVote(long term, long lastIndex, long lastTerm) ->
          "PreVote term " + term + " log " + lastIndex + "/" + lastTerm;
      case RaftMessage.PreVoted(long term, boolean granted) ->
          "PreVoted term " + term + (granted ? " granted" : " refused");
      case RaftMessage.RequestVote(long term, long lastIndex, long lastTerm, boolean transfer) ->
          "RequestVote term "
              + term
              + " log "
              + lastIndex
              + "/"
              + lastTerm
              + (transfer ? " transfer" : "");
      case RaftMessage.Voted(long term, boolean granted) ->
          "Voted term " + term + (granted ? " granted" : " refused");
      case RaftMessage.Append(
              long term,
              long previousIndex,
              long previousTerm,
              List<LogEntry> entries,
              long commit) ->
          "Append term "
              + term
              + " after "
              + previousIndex
              + "/"
              + previousTerm
              + entries(entries)
              + " commit "
              + commit;
      case RaftMessage.Appended(long term, long match) -> "Appended term " + term + " to " + match;
      case RaftMessage.AppendRefused(
              long term,
              long previousIndex,
              long hintIndex,
              long hintTerm) ->
          "AppendRefused term "
              + term
              + " after "
              + previousIndex
              + " hint "
              + hintIndex
              + "/"
              + hintTerm;
      case RaftMessage.Heartbeat(long term, long commit, long round) ->
          "Heartbeat term " + term + " commit " + commit + " round " + round;
      case RaftMessage.HeartbeatAnswered(long term, long round) ->
          "HeartbeatAnswered term " + term + " round " + round;
      case RaftMessage.InstallSnapshot(long term, LogStart head, Chunk chunk) ->
          "InstallSnapshot term " + term + " " + head(head) + " " + chunk(chunk);
      case RaftMessage.SnapshotProgress(long term, long index, var next) ->
          "SnapshotProgress term " + term + " of " + index + " next " + cursor(next);
      case RaftMessage.ReadIndex(long term, long token) ->
          "ReadIndex term " + term + " token " + token;
      case RaftMessage.ReadIndexAnswered(long term, long token, long index) ->
          "ReadIndexAnswered term " + term + " token " + token + " index " + index;
      case RaftMessage.ReadIndexRefused(long term, long token) ->
          "ReadIndexRefused term " + term + " token " + token;
      case RaftMessage.TimeoutNow(long term) -> "TimeoutNow term " + term;
    };
  }

  private static String change(MembershipChange change) {
    return switch (change) {
      case MembershipChange.AddLearner(ReplicaId replica) -> "add " + replica;
      case MembershipChange.Promote(ReplicaId replica) -> "promote " + replica;
      case MembershipChange.Remove(ReplicaId replica) -> "remove " + replica;
    };
  }

  private static String write(LogWrite write) {
    StringBuilder text = new StringBuilder();
    write
        .state()
        .ifPresent(
            state ->
                text.append(" term ")
                    .append(state.term())
                    .append(" vote ")
                    .append(state.vote().map(ReplicaId::toString).orElse("-"))
                    .append(" commit ")
                    .append(state.commit()));
    if (write.truncateFrom() > 0) {
      text.append(" truncate from ").append(write.truncateFrom());
    }
    return text.append(entries(write.entries())).toString();
  }

  /** As {@code 7/2:payload 8/2:payload}, of one that is many only the ends. */
  static String entries(List<LogEntry> entries) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < entries.size(); i++) {
      if (entries.size() > 12 && i == 3) {
        text.append(" ..");
        i = entries.size() - 3;
      }
      LogEntry entry = entries.get(i);
      text.append(' ').append(entry.index()).append('/').append(entry.term()).append(':');
      text.append(payload(entry.payload()));
    }
    return text.toString();
  }

  private static String payload(Payload payload) {
    return switch (payload) {
      case Payload.Nothing() -> "-";
      case Payload.Command(var bytes) -> printable(bytes.asUtf8(), bytes.length());
      case Payload.Members(Membership membership) -> members(membership);
    };
  }

  private static String printable(String text, int bytes) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return bytes + "B";
      }
    }
    return text;
  }

  static String members(Membership membership) {
    StringJoiner text = new StringJoiner(",", "{", "}");
    membership.voters().forEach(voter -> text.add(voter.toString()));
    membership.learners().forEach(learner -> text.add(learner + "?"));
    return text.toString();
  }

  private static String head(LogStart head) {
    return head.index() + "/" + head.term() + members(head.membership());
  }

  private static String chunk(Chunk chunk) {
    return "[" + cursor(chunk.from()) + "," + (chunk.last() ? "end" : cursor(chunk.next())) + ")";
  }

  private static String cursor(io.kvasir.core.bytes.Bytes cursor) {
    return cursor.length() == 0 ? "start" : cursor.asUtf8();
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
