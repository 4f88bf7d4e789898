package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A bug put in on purpose, to see that the simulation catches it. */
enum SimMutation {
  /** The real thing. */
  NONE,
  /** An entry of an earlier term commits by counting its copies (§5.4.2). */
  OLD_TERM_COMMIT,
  /** A vote does not survive a crash. */
  VOTE_FORGOTTEN,
  /** A replica starts as if it had no snapshot. */
  SNAPSHOT_INDEX_IGNORED,
  /** A read is answered before a majority confirmed the leadership. */
  READ_WITHOUT_ROUND,
  /** A leader counts itself before its disk has synced. */
  COUNTS_BEFORE_SYNC;

  Raft replica(ReplicaId self, RaftConfig config, Recovered recovered, RandomGenerator random) {
    return switch (this) {
      case NONE, COUNTS_BEFORE_SYNC -> new Raft(self, config, recovered, random);
      case VOTE_FORGOTTEN -> new Raft(self, config, withoutVote(recovered), random);
      case SNAPSHOT_INDEX_IGNORED -> new Raft(self, config, withoutSnapshot(recovered), random);
      case OLD_TERM_COMMIT -> new Raft(self, config, recovered, random, new CommitsOldTerms());
      case READ_WITHOUT_ROUND -> new Raft(self, config, recovered, random, new ConfirmsAlone());
    };
  }

  private static final class CommitsOldTerms extends Rules {
    @Override
    boolean mayCommit(long entryTerm, long currentTerm) {
      return true;
    }
  }

  private static final class ConfirmsAlone extends Rules {
    @Override
    boolean confirmsRead(int answers, int majority) {
      return true;
    }
  }

  private static Recovered withoutVote(Recovered stored) {
    HardState state =
        new HardState(stored.state().term(), Optional.empty(), stored.state().commit());
    return new Recovered(
        state, stored.start(), stored.entries(), stored.applied(), stored.staged());
  }

  private static Recovered withoutSnapshot(Recovered stored) {
    LogStart start = LogStart.founding(stored.start().membership());
    List<LogEntry> entries = stored.start().index() == 0 ? stored.entries() : List.of();
    return new Recovered(stored.state(), start, entries, 0, stored.staged());
  }
}
