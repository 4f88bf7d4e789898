package io.kvasir.core.consensus;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One replica of one group. Single owner, deterministic: same seed and same events give the same
 * effects.
 *
 * <pre>
 * FOLLOWER       heard of no leader for an election time-out  → PRE_CANDIDATE
 *                told by the leader to take over              → CANDIDATE
 * PRE_CANDIDATE  a majority would vote for it                 → CANDIDATE
 *                a majority would not                         → FOLLOWER
 * CANDIDATE      a majority voted for it                      → LEADER
 *                a majority did not                           → FOLLOWER
 * LEADER         a majority did not answer for an election time-out, or it was voted out of the
 *                members                                      → FOLLOWER
 * any            heard of a higher term, or of the term's leader → FOLLOWER
 * </pre>
 *
 * <p>A vote, an acknowledgement of entries and a candidacy leave only when what they rest on is
 * durable. A leader sends entries while it stores them, and counts itself when it has.
 */
public final class Raft {
  /** A round that no leader asks for. */
  private static final long NO_ROUND = -1;

  private final ReplicaState state;
  private final RandomGenerator random;
  private final Rules rules;
  private final ForwardedReads forwardedReads;
  private final SnapshotIntake intake;
  private Role role = Role.FOLLOWER;
  private Optional<Leadership> leadership = Optional.empty();
  private Ballot ballot = new Ballot();

  /** The write after which its own vote counts. */
  private long candidacyTicket;

  private long ticks;

  private int sinceContact;
  private int patience;
  private Effect.RoleChanged told;

  /**
   * A replica as it was stored, a follower of nobody.
   *
   * @param random spreads the election time-outs
   */
  public Raft(ReplicaId self, RaftConfig config, Recovered recovered, RandomGenerator random) {
    this(self, config, recovered, random, new Rules());
  }

  Raft(
      ReplicaId self, RaftConfig config, Recovered recovered, RandomGenerator random, Rules rules) {
    this.state = new ReplicaState(self, config, recovered);
    this.random = random;
    this.rules = rules;
    this.forwardedReads = new ForwardedReads(state, random);
    this.intake = new SnapshotIntake(state, recovered.staged());
    this.told = roleNow();
    drawPatience();
  }

  /** What follows from one event. */
  public List<Effect> on(Event event) {
    return onAll(List.of(event));
  }

  /**
   * What follows from several events in a row: they share one write and, where that is possible,
   * messages.
   */
  public List<Effect> onAll(List<Event> events) {
    events.forEach(this::handle);
    return endTurn();
  }

  private void handle(Event event) {
    switch (event) {
      case Event.Ticked() -> tick();
      case Event.Received(ReplicaId from, RaftMessage message) -> receive(from, message);
      case Event.Propose(long token, var command) -> propose(token, new Payload.Command(command));
      case Event.Read(long token) -> read(token);
      case Event.ChangeMembers(long token, MembershipChange change) -> changeMembers(token, change);
      case Event.TransferLeadership(ReplicaId to) ->
          leadership.ifPresent(leading -> leading.transferTo(to));
      case Event.Persisted(long ticket) -> persisted(ticket);
      case Event.Applied(long index) -> applied(index);
      case Event.ChunkRead(ReplicaId to, long applied, Chunk chunk) ->
          leadership.ifPresent(leading -> leading.chunkRead(to, applied, chunk));
      case Event.ChunkFailed(ReplicaId to) ->
          leadership.ifPresent(leading -> leading.chunkFailed(to));
      case Event.ChunkStaged(LogStart head, var next) -> intake.chunkStaged(head, next);
      case Event.Installed(LogStart head) -> intake.installed(head);
      case Event.NodeLost(NodeId node) -> lost(node);
    }
  }

  private List<Effect> endTurn() {
    leadership.ifPresent(Leadership::flush);
    resignIfRemoved();
    forwardedReads.settle();
    intake.settle();
    if (!intake.isInstalling()) {
      state.handOut();
    }
    tellRole();
    return state.endTurn();
  }

  private void tellRole() {
    Effect.RoleChanged now = roleNow();
    if (!now.equals(told)) {
      told = now;
      state.emit(now);
    }
  }

  private Effect.RoleChanged roleNow() {
    return new Effect.RoleChanged(role, state.term(), state.leader());
  }

  // --- time

  private void tick() {
    ticks++;
    forwardedReads.tick();
    if (leadership.isPresent()) {
      if (!leadership.get().tick()) {
        state.observe(new RaftObservation.QuorumLost(state.term()));
        stepDown();
      }
    } else if (++sinceContact >= patience) {
      drawPatience();
      state.follow(Optional.empty());
      if (isElectable()) {
        askForVotes();
      }
    }
  }

  /** Who is the only voter has nobody to wait for. */
  private void drawPatience() {
    sinceContact = 0;
    int election = state.config.electionTicks();
    int drawn = election + random.nextInt(election);
    patience = state.membership().isOnlyVoter(state.self) ? 1 : drawn;
  }

  /** Who is voted out is needed, and stands, until that is committed (4.2.2). */
  private boolean isElectable() {
    boolean votes = state.isVoter() || state.log.membershipAt(state.commit()).isVoter(state.self);
    return votes && !intake.isInstalling() && !isAboutToStand();
  }

  /** On a slow disk another term would only add to what the candidacy waits for. */
  private boolean isAboutToStand() {
    return role == Role.CANDIDATE && !state.durability.isDurable(candidacyTicket);
  }

  /** The leader is probably gone: others may stand, and this replica soon will. */
  private void lost(NodeId node) {
    boolean leaderLost = state.leader().filter(leader -> leader.node().equals(node)).isPresent();
    if (leaderLost && leadership.isEmpty()) {
      state.follow(Optional.empty());
      int soon = 1 + random.nextInt(Math.max(1, state.config.electionTicks() / 2));
      sinceContact = Math.max(sinceContact, patience - soon);
    }
  }

  // --- elections

  /** Asks who would vote for it, before it disturbs anybody with a new term (9.6). */
  private void askForVotes() {
    role = Role.PRE_CANDIDATE;
    state.follow(Optional.empty());
    ballot = new Ballot();
    state.observe(new RaftObservation.ElectionBegun(state.term() + 1));
    RaftMessage question =
        new RaftMessage.PreVote(state.term() + 1, state.log.lastIndex(), state.log.lastTerm());
    otherVoters().forEach(voter -> state.send(voter, question));
    cast(state.self, true);
  }

  /** Stands; the voters are asked when term and vote are durable, and so is its own vote. */
  private void stand(boolean transfer) {
    state.enterTerm(state.term() + 1);
    role = Role.CANDIDATE;
    ballot = new Ballot();
    drawPatience();
    state.voteFor(state.self);
    candidacyTicket = state.durability.issued() + 1;
    RaftMessage request =
        new RaftMessage.RequestVote(
            state.term(), state.log.lastIndex(), state.log.lastTerm(), transfer);
    otherVoters().forEach(voter -> state.sendWhenDurable(voter, request));
  }

  private List<ReplicaId> otherVoters() {
    return state.membership().voters().stream().filter(voter -> !voter.equals(state.self)).toList();
  }

  private void cast(ReplicaId voter, boolean granted) {
    ballot.cast(voter, granted);
    if (ballot.isWon(state.membership())) {
      if (role == Role.PRE_CANDIDATE) {
        stand(false);
      } else {
        lead();
      }
    } else if (ballot.isLost(state.membership())) {
      role = Role.FOLLOWER;
    }
  }

  private void lead() {
    role = Role.LEADER;
    state.follow(Optional.of(state.self));
    Leadership leading = new Leadership(state, rules, ticks);
    leadership = Optional.of(leading);
    forwardedReads.refuseAll();
    state.observe(new RaftObservation.BecameLeader(state.term()));
    leading.append(new Payload.Nothing());
  }

  private void stepDown() {
    role = Role.FOLLOWER;
    state.follow(Optional.empty());
    endLeadership();
    drawPatience();
  }

  private void endLeadership() {
    leadership.ifPresent(
        leading -> {
          leadership = Optional.empty();
          leading.end();
          state.observe(new RaftObservation.SteppedDown(state.term()));
        });
  }

  /** A leader that is no member manages the others until they have committed that (4.2.2). */
  private void resignIfRemoved() {
    if (leadership.isPresent()
        && !state.isVoter()
        && state.log.membershipIndex() <= state.commit()) {
      stepDown();
    }
  }

  // --- messages

  private void receive(ReplicaId from, RaftMessage message) {
    if (message instanceof RaftMessage.PreVote question) {
      preVote(from, question);
    } else if (message.term() > state.term() && !isPromise(message)) {
      if (!isDisturbance(message)) {
        enterTermOf(message);
        dispatch(from, message);
      }
    } else if (message.term() < state.term()) {
      answerStale(from, message);
    } else {
      dispatch(from, message);
    }
  }

  /** Granted pre-votes carry the term the asker would stand in. */
  private static boolean isPromise(RaftMessage message) {
    return message instanceof RaftMessage.PreVoted(long term, boolean granted) && granted;
  }

  /** While the leader is heard of, nobody else is voted for (4.2.3). */
  private boolean isDisturbance(RaftMessage message) {
    return message instanceof RaftMessage.RequestVote request
        && !request.transfer()
        && hearsLeader();
  }

  private boolean hearsLeader() {
    return leadership.isPresent()
        || (state.leader().isPresent() && sinceContact < state.config.electionTicks());
  }

  private void enterTermOf(RaftMessage message) {
    state.enterTerm(message.term());
    role = Role.FOLLOWER;
    endLeadership();
  }

  /** Tells a leader or candidate of the past which term it is. */
  private void answerStale(ReplicaId from, RaftMessage message) {
    switch (message) {
      case RaftMessage.RequestVote request ->
          state.send(from, new RaftMessage.Voted(state.term(), false));
      case RaftMessage.Append append -> tellTerm(from);
      case RaftMessage.Heartbeat heartbeat -> tellTerm(from);
      case RaftMessage.InstallSnapshot snapshot -> tellTerm(from);
      case RaftMessage.ReadIndex(long term, long token) ->
          state.send(from, new RaftMessage.ReadIndexRefused(state.term(), token));
      case RaftMessage.ReadIndexAnswered(long term, long token, long index) ->
          forwardedReads.answered(token, index);
      case RaftMessage.ReadIndexRefused(long term, long token) -> forwardedReads.refused(token);
      case RaftMessage.PreVote old -> {}
      case RaftMessage.PreVoted old -> {}
      case RaftMessage.Voted old -> {}
      case RaftMessage.Appended old -> {}
      case RaftMessage.AppendRefused old -> {}
      case RaftMessage.HeartbeatAnswered old -> {}
      case RaftMessage.SnapshotProgress old -> {}
      case RaftMessage.TimeoutNow old -> {}
    }
  }

  private void tellTerm(ReplicaId to) {
    state.send(to, new RaftMessage.HeartbeatAnswered(state.term(), NO_ROUND));
  }

  private void dispatch(ReplicaId from, RaftMessage message) {
    switch (message) {
      case RaftMessage.PreVote question -> preVote(from, question);
      case RaftMessage.PreVoted(long term, boolean granted) -> preVoted(from, term, granted);
      case RaftMessage.RequestVote request -> requestVote(from, request);
      case RaftMessage.Voted(long term, boolean granted) -> {
        if (role == Role.CANDIDATE) {
          cast(from, granted);
        }
      }
      case RaftMessage.Append append -> {
        followLeader(from);
        append(from, append);
      }
      case RaftMessage.Heartbeat(long term, long commit, long round) -> {
        followLeader(from);
        state.commitUpTo(commit);
        state.send(from, new RaftMessage.HeartbeatAnswered(term, round));
      }
      case RaftMessage.InstallSnapshot snapshot -> {
        followLeader(from);
        intake.receive(snapshot);
      }
      case RaftMessage.Appended(long term, long match) ->
          leadership.ifPresent(leading -> leading.appended(from, match));
      case RaftMessage.AppendRefused refusal ->
          leadership.ifPresent(leading -> leading.refused(from, refusal));
      case RaftMessage.HeartbeatAnswered(long term, long round) ->
          leadership.ifPresent(leading -> leading.heartbeatAnswered(from, round));
      case RaftMessage.SnapshotProgress(long term, long index, var next) ->
          leadership.ifPresent(leading -> leading.snapshotProgressed(from, index, next));
      case RaftMessage.ReadIndex(long term, long token) -> readFor(from, token);
      case RaftMessage.ReadIndexAnswered(long term, long token, long index) ->
          forwardedReads.answered(token, index);
      case RaftMessage.ReadIndexRefused(long term, long token) -> forwardedReads.refused(token);
      case RaftMessage.TimeoutNow(long term) -> {
        if (leadership.isEmpty() && isElectable()) {
          stand(true);
        }
      }
    }
  }

  private void preVote(ReplicaId from, RaftMessage.PreVote question) {
    boolean granted =
        question.term() > state.term()
            && !hearsLeader()
            && state.log.isNoNewerThan(question.lastIndex(), question.lastTerm());
    long term = granted ? question.term() : state.term();
    state.send(from, new RaftMessage.PreVoted(term, granted));
  }

  private void preVoted(ReplicaId from, long term, boolean granted) {
    if (role == Role.PRE_CANDIDATE && (!granted || term == state.term() + 1)) {
      cast(from, granted);
    }
  }

  private void requestVote(ReplicaId from, RaftMessage.RequestVote request) {
    boolean free =
        state.vote().equals(Optional.of(from))
            || (state.vote().isEmpty() && state.leader().isEmpty());
    boolean granted = free && state.log.isNoNewerThan(request.lastIndex(), request.lastTerm());
    if (granted) {
      state.voteFor(from);
      role = Role.FOLLOWER;
      drawPatience();
    }
    state.sendWhenDurable(from, new RaftMessage.Voted(state.term(), granted));
  }

  private void followLeader(ReplicaId from) {
    Invariants.require(
        leadership.isEmpty(), () -> "a second leader " + from + " in term " + state.term());
    role = Role.FOLLOWER;
    sinceContact = 0;
    if (!state.leader().equals(Optional.of(from))) {
      state.follow(Optional.of(from));
      state.observe(new RaftObservation.LeaderFound(state.term(), from));
    }
  }

  // --- the log

  private void append(ReplicaId from, RaftMessage.Append append) {
    if (intake.isInstalling()) {
      return;
    }
    if (append.previousIndex() < state.commit()) {
      acknowledge(from, state.commit());
    } else if (state.log.termAt(append.previousIndex()) == append.previousTerm()) {
      append.entries().forEach(this::adopt);
      long reached = append.previousIndex() + append.entries().size();
      state.commitUpTo(Math.min(append.commit(), reached));
      acknowledge(from, reached);
    } else {
      refuse(from, append);
    }
  }

  /** An entry that contradicts the log ends it there (§5.3). */
  private void adopt(LogEntry entry) {
    long own = state.log.termAt(entry.index());
    if (own != RaftLog.UNKNOWN_TERM && own != entry.term()) {
      state.truncateFrom(entry.index());
    }
    if (entry.index() > state.log.lastIndex()) {
      state.append(entry);
    }
  }

  private void acknowledge(ReplicaId leader, long index) {
    state.sendWhenDurable(leader, new RaftMessage.Appended(state.term(), index));
  }

  private void refuse(ReplicaId leader, RaftMessage.Append append) {
    long hint = state.log.latestNotAfter(append.previousIndex(), append.previousTerm());
    state.send(
        leader,
        new RaftMessage.AppendRefused(
            state.term(), append.previousIndex(), hint, state.log.termAt(hint)));
  }

  private void persisted(long ticket) {
    long reached = state.durability.persisted(ticket, state.term(), state.pending());
    if (leadership.isPresent() && reached > 0) {
      leadership.get().durableUpTo(reached);
    }
    if (role == Role.CANDIDATE && ticket >= candidacyTicket) {
      cast(state.self, true);
    }
  }

  private void applied(long index) {
    if (index > state.applied()) {
      state.appliedUpTo(index);
      compact();
    }
  }

  /** Keeps half as much again as it must, so that it need not compact with every entry. */
  private void compact() {
    if (state.log.isLong(state.applied())) {
      long needed = leadership.map(Leadership::neededFrom).orElse(Long.MAX_VALUE);
      long point = state.log.compactionPoint(state.applied(), needed);
      if (point > state.log.start().index()) {
        state.emit(new Effect.Compact(state.log.compact(point)));
        state.observe(new RaftObservation.LogCompacted(point));
      }
    }
  }

  // --- requests

  private void propose(long token, Payload payload) {
    Optional<Refusal> refusal = objectionTo(payload);
    if (refusal.isPresent()) {
      refuse(token, refusal.get());
    } else {
      accept(token, payload);
    }
  }

  private Optional<Refusal> objectionTo(Payload payload) {
    if (leadership.isEmpty()) {
      return Optional.of(Refusal.NOT_LEADER);
    }
    if (leadership.get().isTransferring()) {
      return Optional.of(Refusal.TRANSFERRING);
    }
    return leadership.get().hasRoomFor(payload.weight())
        ? Optional.empty()
        : Optional.of(Refusal.OVERLOADED);
  }

  private void accept(long token, Payload payload) {
    LogEntry entry = leadership.orElseThrow().append(payload);
    state.emit(new Effect.Proposed(token, entry.index(), entry.term()));
  }

  private void refuse(long token, Refusal reason) {
    state.emit(new Effect.Refused(token, reason, state.leader()));
  }

  private void changeMembers(long token, MembershipChange change) {
    Optional<Refusal> refusal =
        leadership.isEmpty() || leadership.get().isTransferring()
            ? objectionTo(new Payload.Nothing())
            : leadership.get().objectionTo(change);
    if (refusal.isPresent()) {
      refuse(token, refusal.get());
    } else {
      accept(token, new Payload.Members(state.membership().after(change).orElseThrow()));
      leadership.orElseThrow().followMembers();
    }
  }

  private void read(long token) {
    if (leadership.isPresent()) {
      if (!leadership.get().read(state.self, token)) {
        refuse(token, Refusal.OVERLOADED);
      }
    } else if (state.leader().isEmpty()) {
      refuse(token, Refusal.NOT_LEADER);
    } else if (forwardedReads.isFull()) {
      refuse(token, Refusal.OVERLOADED);
    } else {
      forwardedReads.ask(token);
    }
  }

  private void readFor(ReplicaId asker, long token) {
    boolean taken = leadership.isPresent() && leadership.get().read(asker, token);
    if (!taken) {
      state.send(asker, new RaftMessage.ReadIndexRefused(state.term(), token));
    }
  }

  /** This replica now. */
  public RaftStatus status() {
    SortedMap<ReplicaId, Long> matched =
        leadership.map(Leadership::matched).orElseGet(TreeMap::new);
    return new RaftStatus(
        state.self,
        role,
        state.term(),
        state.leader(),
        state.log.firstIndex(),
        state.log.lastIndex(),
        state.log.lastTerm(),
        state.commit(),
        state.applied(),
        leadership.map(Leadership::isConfirmed).orElse(false),
        state.membership(),
        state.log.membershipIndex(),
        matched);
  }
}
