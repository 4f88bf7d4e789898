package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A leader's reads (dissertation, 6.4). One round is under way at a time: a broadcast of heartbeats
 * that carry its number. A majority of answers to it confirms all reads that were asked before it
 * began; those that come meanwhile wait for the next.
 */
final class ReadRounds {
  /** Who asked: this replica's owner, or another replica. */
  record Asker(ReplicaId replica, long token) {}

  private final ReplicaState state;
  private final Rules rules;
  private final TreeSet<ReplicaId> answered = new TreeSet<>();
  private List<Asker> confirming = List.of();
  private List<Asker> waiting = new ArrayList<>();
  private long round;
  private long index;

  ReadRounds(ReplicaState state, Rules rules) {
    this.state = state;
    this.rules = rules;
  }

  /** The number that heartbeats carry; 0 before the first round. */
  long round() {
    return round;
  }

  boolean isFull() {
    return confirming.size() + waiting.size() >= state.config.pendingReads();
  }

  void ask(Asker asker) {
    waiting.add(asker);
  }

  /** Whether a round should begin: none is under way, and reads wait. */
  boolean isDue() {
    return confirming.isEmpty() && !waiting.isEmpty();
  }

  /** Begins a round; the caller sends the heartbeats. */
  void begin() {
    confirming = waiting;
    waiting = new ArrayList<>();
    round++;
    index = state.commit();
    answered.clear();
    answered.add(state.self);
    settle();
  }

  void answered(ReplicaId from, long answeredRound) {
    if (answeredRound == round && !confirming.isEmpty()) {
      answered.add(from);
      settle();
    }
  }

  /** Looks again, since voters may have changed. */
  void settle() {
    Membership membership = state.membership();
    int voters = 0;
    for (ReplicaId replica : answered) {
      voters += membership.isVoter(replica) ? 1 : 0;
    }
    if (!confirming.isEmpty() && rules.confirmsRead(voters, membership.majority())) {
      confirming.forEach(this::confirm);
      confirming = List.of();
    }
  }

  private void confirm(Asker asker) {
    if (asker.replica().equals(state.self)) {
      state.emit(new Effect.ReadReady(asker.token(), index));
    } else {
      state.send(
          asker.replica(), new RaftMessage.ReadIndexAnswered(state.term(), asker.token(), index));
    }
  }

  /** Leadership is over. */
  void refuseAll() {
    confirming.forEach(this::refuse);
    waiting.forEach(this::refuse);
    confirming = List.of();
    waiting = new ArrayList<>();
  }

  private void refuse(Asker asker) {
    if (asker.replica().equals(state.self)) {
      state.emit(new Effect.Refused(asker.token(), Refusal.NOT_LEADER, state.leader()));
    } else {
      state.send(asker.replica(), new RaftMessage.ReadIndexRefused(state.term(), asker.token()));
    }
  }
}
