package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import java.util.Optional;

/**
 * A follower's side of a snapshot: one chunk at a time is stored, in order; the last one replaces
 * the state once nothing is being applied.
 */
final class SnapshotIntake {
  private final ReplicaState state;
  private Optional<Recovered.Staged> staged;
  private Optional<Effect.Install> installing = Optional.empty();
  private boolean storing;
  private boolean installEmitted;

  SnapshotIntake(ReplicaState state, Optional<Recovered.Staged> staged) {
    this.state = state;
    this.staged = staged;
  }

  /** Whether the log and the state are about to be replaced. */
  boolean isInstalling() {
    return installing.isPresent();
  }

  /** Takes a chunk of the leader's, or tells which one is wanted. */
  void receive(RaftMessage.InstallSnapshot message) {
    LogStart head = message.head();
    Chunk chunk = message.chunk();
    if (isInstalling() || storing) {
      return;
    }
    if (isKnown(head)) {
      state.commitUpTo(head.index());
      acknowledge(state.commit());
    } else if (!chunk.from().equals(wanted(head))) {
      ask(head.index(), wanted(head));
    } else if (chunk.last()) {
      installing = Optional.of(new Effect.Install(head, chunk));
    } else {
      storing = true;
      staged = Optional.of(new Recovered.Staged(head, chunk.from()));
      state.emit(new Effect.StageChunk(head, chunk));
    }
  }

  /** The log has all of it: the entries need no replacement. */
  private boolean isKnown(LogStart head) {
    return head.index() <= state.commit() || state.log.termAt(head.index()) == head.term();
  }

  private Bytes wanted(LogStart head) {
    return staged
        .filter(kept -> kept.head().equals(head))
        .map(Recovered.Staged::next)
        .orElse(Bytes.EMPTY);
  }

  void chunkStaged(LogStart head, Bytes next) {
    storing = false;
    staged = Optional.of(new Recovered.Staged(head, next));
    ask(head.index(), next);
  }

  /** Begins the installation when nothing is being applied any more. */
  void settle() {
    if (installing.isPresent() && !installEmitted && state.applied() == state.handed()) {
      installEmitted = true;
      state.emit(installing.get());
    }
  }

  void installed(LogStart head) {
    installing = Optional.empty();
    installEmitted = false;
    staged = Optional.empty();
    state.resetTo(head);
    state.observe(new RaftObservation.SnapshotInstalled(head.index()));
    acknowledge(head.index());
  }

  private void acknowledge(long index) {
    state
        .leader()
        .ifPresent(
            leader -> state.sendWhenDurable(leader, new RaftMessage.Appended(state.term(), index)));
  }

  private void ask(long index, Bytes next) {
    state
        .leader()
        .ifPresent(
            leader ->
                state.send(leader, new RaftMessage.SnapshotProgress(state.term(), index, next)));
  }
}
