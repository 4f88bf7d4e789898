package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every part of a replica works on: figure 2's state, the log, and what the turn at hand wants
 * done.
 *
 * <p>Invariants: {@code applied <= handed <= commit <= log.lastIndex()}; commit never goes back.
 */
final class ReplicaState {
  final ReplicaId self;
  final RaftConfig config;
  final RaftLog log;
  final Durability durability = new Durability();
  private final List<Effect> out = new ArrayList<>();
  private long term;
  private Optional<ReplicaId> vote;
  private Optional<ReplicaId> leader = Optional.empty();
  private long commit;
  private long handed;
  private long applied;

  ReplicaState(ReplicaId self, RaftConfig config, Recovered recovered) {
    this.self = self;
    this.config = config;
    this.log = new RaftLog(config, recovered.start(), recovered.entries());
    this.term = recovered.state().term();
    this.vote = recovered.state().vote();
    this.applied = Math.max(recovered.applied(), recovered.start().index());
    this.handed = applied;
    this.commit = Math.max(applied, Math.min(recovered.state().commit(), log.lastIndex()));
    Invariants.require(
        applied <= log.lastIndex(), () -> "applied " + applied + " of " + log.lastIndex());
  }

  long term() {
    return term;
  }

  Optional<ReplicaId> vote() {
    return vote;
  }

  Optional<ReplicaId> leader() {
    return leader;
  }

  long commit() {
    return commit;
  }

  long handed() {
    return handed;
  }

  long applied() {
    return applied;
  }

  Membership membership() {
    return log.membership();
  }

  boolean isVoter() {
    return membership().isVoter(self);
  }

  void enterTerm(long next) {
    Invariants.require(next > term, () -> "term " + next + " after " + term);
    term = next;
    vote = Optional.empty();
    leader = Optional.empty();
    durability.stateChanged();
  }

  void voteFor(ReplicaId candidate) {
    if (!vote.equals(Optional.of(candidate))) {
      Invariants.require(vote.isEmpty(), () -> "second vote in term " + term);
      vote = Optional.of(candidate);
      durability.stateChanged();
    }
  }

  void follow(Optional<ReplicaId> whom) {
    leader = whom;
  }

  void append(LogEntry entry) {
    log.append(entry);
    durability.append(entry);
    if (entry.payload() instanceof Payload.Members(Membership membership)) {
      observe(new RaftObservation.MembersChanged(entry.index(), membership));
    }
  }

  void truncateFrom(long index) {
    Invariants.require(index > commit, () -> "truncation of committed entry " + index);
    log.truncateFrom(index);
    durability.truncateFrom(index);
    observe(new RaftObservation.LogTruncated(index));
  }

  /** All up to {@code index} is committed; what is not in the log yet does not count. */
  void commitUpTo(long index) {
    commit = Math.max(commit, Math.min(index, log.lastIndex()));
  }

  /** Brings what was committed to the state machine. */
  void handOut() {
    if (commit > handed) {
      List<LogEntry> entries = new ArrayList<>((int) (commit - handed));
      for (long index = handed + 1; index <= commit; index++) {
        entries.add(log.at(index));
      }
      handed = commit;
      emit(new Effect.Apply(entries));
    }
  }

  void appliedUpTo(long index) {
    Invariants.require(index <= handed, () -> "applied " + index + " of " + handed);
    applied = Math.max(applied, index);
  }

  /** A snapshot replaced everything. */
  void resetTo(LogStart head) {
    log.reset(head);
    durability.forgetEntries();
    commit = head.index();
    handed = head.index();
    applied = head.index();
  }

  void send(ReplicaId to, RaftMessage message) {
    emit(new Effect.Send(to, message));
  }

  /** Sends when all that changed so far is durable, if the term is the same then. */
  void sendWhenDurable(ReplicaId to, RaftMessage message) {
    durability.promise(term, new Effect.Send(to, message));
  }

  void observe(RaftObservation observation) {
    emit(new Effect.Observed(observation));
  }

  void emit(Effect effect) {
    out.add(effect);
  }

  /** Ends the turn: what is to be stored leads. */
  List<Effect> endTurn() {
    List<Effect> effects = new ArrayList<>();
    durability.flush(new HardState(term, vote, commit), log.lastIndex(), effects);
    effects.addAll(out);
    out.clear();
    return effects;
  }

  List<Effect> pending() {
    return out;
  }
}
