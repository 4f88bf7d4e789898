package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftMessage;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.ReplicaId;
import java.util.List;

/** What nodes send each other about groups. */
public sealed interface GroupMessage {
  GroupId group();

  /**
   * From one replica to another; {@code from} is on the node that sends it, {@code to} on the one
   * it is sent to. A replica that is not {@code to}, but a later life, drops it.
   */
  record OfReplica(GroupId group, ReplicaId from, ReplicaId to, RaftMessage message)
      implements GroupMessage {}

  /**
   * Heartbeats between the replicas of several groups and answers to such, at least one, as if they
   * came one by one: what many idle groups have to say costs one message.
   */
  record Bundle(List<OfReplica> messages) implements GroupMessage {
    public Bundle {
      messages = List.copyOf(messages);
      if (messages.isEmpty()) {
        throw new IllegalArgumentException("an empty bundle");
      }
      if (!messages.stream().allMatch(each -> fits(each.message()))) {
        throw new IllegalArgumentException("a bundle holds more than heartbeats");
      }
    }

    public static boolean fits(RaftMessage message) {
      return message instanceof RaftMessage.Heartbeat
          || message instanceof RaftMessage.HeartbeatAnswered;
    }

    /** The first of them. */
    @Override
    public GroupId group() {
      return messages.getFirst().group();
    }
  }

  /**
   * Carry out a command, if you lead the group in {@code term}. Never passed on. A process that
   * started anew does not lead in a term of before, so a message that is repeated to it has no
   * effect a second time.
   *
   * @param term 0 when it is not known: the answer tells
   * @param timeoutMillis what is left of the time the client gave
   */
  record Submit(GroupId group, long token, long term, Bytes command, long timeoutMillis)
      implements GroupMessage {}

  record Submitted(GroupId group, long token, SubmitOutcome outcome) implements GroupMessage {}

  /**
   * Read rows of the state machine. Never passed on.
   *
   * @param linearizable false: as you have them
   */
  record ReadRows(
      GroupId group, long token, RowQuery query, boolean linearizable, long timeoutMillis)
      implements GroupMessage {}

  record RowsRead(GroupId group, long token, RowsOutcome outcome) implements GroupMessage {}

  /**
   * What comes next in the history of a group? Never passed on.
   *
   * @param after the revision behind which; -1 asks which it is now
   * @param bytes about how many of revisions are wanted
   * @param waitMillis how long to wait for the first
   */
  record ReadHistory(GroupId group, long token, long after, long bytes, long waitMillis)
      implements GroupMessage {
    public ReadHistory {
      if (after < -1) {
        throw new IllegalArgumentException("no revision: " + after);
      }
    }
  }

  record HistoryRead(GroupId group, long token, HistoryOutcome outcome) implements GroupMessage {}

  /**
   * Who are the members, if you lead the group and are sure? Asked by a replica that is not wanted
   * any more: who was let go of hears nothing of its group.
   */
  record AskMembers(GroupId group, ReplicaId asker) implements GroupMessage {}

  /**
   * The members as they were committed last.
   *
   * @param index of the log entry that says so
   */
  record TellMembers(GroupId group, long index, Membership membership) implements GroupMessage {}
}
