package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import java.util.List;

/**
 * What the replicas of one group send each other. Messages may be lost, repeated and overtaken.
 *
 * <p>{@code term} is the sender's, except in {@link PreVote} and a granted {@link PreVoted}, where
 * it is the term the asker would stand in.
 */
public sealed interface RaftMessage {
  long term();

  /** Would you vote for me? Changes nothing at either (dissertation, 9.6). */
  record PreVote(long term, long lastIndex, long lastTerm) implements RaftMessage {}

  record PreVoted(long term, boolean granted) implements RaftMessage {}

  /**
   * Vote for me (§5.2).
   *
   * @param transfer the leader asked for this election, so hearing from it is no reason to refuse
   */
  record RequestVote(long term, long lastIndex, long lastTerm, boolean transfer)
      implements RaftMessage {}

  record Voted(long term, boolean granted) implements RaftMessage {}

  /**
   * Append {@code entries} after the entry {@code previousIndex} of {@code previousTerm} (§5.3).
   *
   * @param commit the leader's commit index
   */
  record Append(
      long term, long previousIndex, long previousTerm, List<LogEntry> entries, long commit)
      implements RaftMessage {
    public Append {
      entries = List.copyOf(entries);
    }
  }

  /** The follower's log equals the leader's up to {@code match}, durably. */
  record Appended(long term, long match) implements RaftMessage {}

  /**
   * The follower does not have the previous entry.
   *
   * @param previousIndex of the append that was refused
   * @param hintIndex the latest index at which the logs may agree
   * @param hintTerm the follower's term there
   */
  record AppendRefused(long term, long previousIndex, long hintIndex, long hintTerm)
      implements RaftMessage {}

  /**
   * I am your leader.
   *
   * @param commit never above what the follower is known to have
   * @param round identifies the broadcast within the term, so that an answer confirms the
   *     leadership for no read that came later
   */
  record Heartbeat(long term, long commit, long round) implements RaftMessage {}

  record HeartbeatAnswered(long term, long round) implements RaftMessage {}

  /** A piece of a snapshot that ends at {@code head} (§7). */
  record InstallSnapshot(long term, LogStart head, Chunk chunk) implements RaftMessage {}

  /**
   * How far a snapshot was received; its last chunk is answered by {@link Appended}.
   *
   * @param index of the snapshot's head
   * @param next the cursor of the chunk to send next
   */
  record SnapshotProgress(long term, long index, Bytes next) implements RaftMessage {}

  /**
   * From which index on does a read see all that was committed by now (dissertation, 6.4)?
   *
   * @param token the asker's
   */
  record ReadIndex(long term, long token) implements RaftMessage {}

  record ReadIndexAnswered(long term, long token, long index) implements RaftMessage {}

  /** The one asked is not leader, or cannot say in time. */
  record ReadIndexRefused(long term, long token) implements RaftMessage {}

  /** Stand for election at once (dissertation, 3.10). */
  record TimeoutNow(long term) implements RaftMessage {}
}
