package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A follower's reads: one question to the leader is under way at a time, for all reads that were
 * asked before it was sent. Questions are numbered from a random start, so that an answer to an
 * earlier life of the process is not taken for one of this.
 */
final class ForwardedReads {
  private final ReplicaState state;
  private List<Long> asked = List.of();
  private List<Long> waiting = new ArrayList<>();
  private long question;
  private int ticks;

  ForwardedReads(ReplicaState state, RandomGenerator random) {
    this.state = state;
    this.question = random.nextLong();
  }

  boolean isFull() {
    return asked.size() + waiting.size() >= state.config.pendingReads();
  }

  void ask(long token) {
    waiting.add(token);
  }

  /** Asks the leader when reads wait and no question is under way. */
  void settle() {
    if (asked.isEmpty() && !waiting.isEmpty()) {
      asked = waiting;
      waiting = new ArrayList<>();
      ticks = 0;
      askLeader();
    }
  }

  private void askLeader() {
    question++;
    Optional<ReplicaId> leader = state.leader();
    if (leader.isPresent()) {
      state.send(leader.get(), new RaftMessage.ReadIndex(state.term(), question));
    } else {
      refuseAll();
    }
  }

  void answered(long number, long index) {
    if (number == question) {
      asked.forEach(token -> state.emit(new Effect.ReadReady(token, index)));
      asked = List.of();
    }
  }

  void refused(long number) {
    if (number == question) {
      asked.forEach(this::refuse);
      asked = List.of();
    }
  }

  /** A question or its answer may be lost: asks anew, and gives up after a while. */
  void tick() {
    if (asked.isEmpty()) {
      return;
    }
    ticks++;
    if (ticks > 2 * state.config.electionTicks()) {
      refuseAll();
    } else if (ticks % (2 * state.config.heartbeatTicks()) == 0) {
      askLeader();
    }
  }

  /** The leader they were for is no more. */
  void refuseAll() {
    List<Long> all = new ArrayList<>(asked);
    all.addAll(waiting);
    asked = List.of();
    waiting = new ArrayList<>();
    all.forEach(this::refuse);
  }

  private void refuse(long token) {
    state.emit(new Effect.Refused(token, Refusal.NOT_LEADER, state.leader()));
  }
}
