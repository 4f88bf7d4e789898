package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.ReplicaId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One leader's term: replication, commitment, reads, members, hand-over. It lives from the election
 * to the step down and is never used again.
 */
final class Leadership {
  private final ReplicaState state;
  private final Rules rules;
  private final TreeMap<ReplicaId, Progress> followers = new TreeMap<>();
  private final ReadRounds reads;
  private long durable;
  private long uncommittedBytes;
  private int sinceHeartbeat;
  private int sinceCount;
  private Optional<ReplicaId> transferee = Optional.empty();
  private int transferTicks;

  /**
   * @param ticks how many there were at this replica: all heartbeats fall on multiples of their
   *     interval, so that those of many groups that tick together leave together
   */
  Leadership(ReplicaState state, Rules rules, long ticks) {
    this.state = state;
    this.rules = rules;
    this.sinceHeartbeat = (int) (ticks % state.config.heartbeatTicks());
    this.reads = new ReadRounds(state, rules);
    for (long index = state.commit() + 1; index <= state.log.lastIndex(); index++) {
      uncommittedBytes += state.log.at(index).weight();
    }
    followMembers();
  }

  /** Whether an entry of this term is committed, so that the commit index tells all (6.4). */
  boolean isConfirmed() {
    return state.log.termAt(state.commit()) == state.term();
  }

  boolean isTransferring() {
    return transferee.isPresent();
  }

  SortedMap<ReplicaId, Long> matched() {
    TreeMap<ReplicaId, Long> matched = new TreeMap<>();
    followers.forEach((replica, progress) -> matched.put(replica, progress.match()));
    return matched;
  }

  /** Whether there is room for another proposal. */
  boolean hasRoomFor(int bytes) {
    return uncommittedBytes == 0 || uncommittedBytes + bytes <= state.config.uncommittedBytes();
  }

  /** Appends an entry of this term. */
  LogEntry append(Payload payload) {
    LogEntry entry = new LogEntry(state.log.lastIndex() + 1, state.term(), payload);
    uncommittedBytes += entry.weight();
    state.append(entry);
    return entry;
  }

  /** Why the change cannot begin now; empty when it can. */
  Optional<Refusal> objectionTo(MembershipChange change) {
    if (!isConfirmed() || state.log.membershipIndex() > state.commit()) {
      return Optional.of(Refusal.CHANGE_PENDING);
    }
    boolean possible =
        state.membership().after(change).isPresent()
            && !(change instanceof MembershipChange.Promote(ReplicaId learner) && !isNear(learner));
    return possible ? Optional.empty() : Optional.of(Refusal.NOT_POSSIBLE);
  }

  /** A voter that lags would hold up commitment as long as it takes to catch up (4.2.1). */
  private boolean isNear(ReplicaId learner) {
    Progress progress = followers.get(learner);
    return progress != null
        && progress.isActive()
        && state.log.lastIndex() - progress.match() <= state.config.appendEntries();
  }

  /** The members changed: begins to serve the new ones, ends with the gone ones. */
  void followMembers() {
    Membership membership = state.membership();
    for (ReplicaId replica : membership.all()) {
      if (!replica.equals(state.self)) {
        followers.computeIfAbsent(
            replica, added -> new Progress(state.config, state.log.lastIndex() + 1));
      }
    }
    for (ReplicaId replica : List.copyOf(followers.keySet())) {
      if (!membership.contains(replica)) {
        leaveAlone(replica);
      }
    }
    if (transferee.isPresent() && !membership.isVoter(transferee.get())) {
      transferee = Optional.empty();
    }
    advanceCommit();
    reads.settle();
  }

  private void leaveAlone(ReplicaId replica) {
    Progress gone = followers.remove(replica);
    if (gone != null && gone.mode() == Progress.Mode.SNAPSHOT) {
      state.emit(new Effect.CloseSnapshot(replica));
    }
  }

  /** The leader's own log is durable up to {@code index}. */
  void durableUpTo(long index) {
    durable = Math.max(durable, index);
    advanceCommit();
  }

  /** Commits what a majority of the voters has durably. */
  private void advanceCommit() {
    Membership membership = state.membership();
    long[] matches = new long[membership.voters().size()];
    int voter = 0;
    for (ReplicaId replica : membership.voters()) {
      matches[voter++] = matchOf(replica);
    }
    Arrays.sort(matches);
    long reached = matches[matches.length - membership.majority()];
    if (reached > state.commit() && rules.mayCommit(state.log.termAt(reached), state.term())) {
      for (long index = state.commit() + 1; index <= reached; index++) {
        uncommittedBytes -= state.log.at(index).weight();
      }
      state.commitUpTo(reached);
    }
  }

  private long matchOf(ReplicaId replica) {
    if (replica.equals(state.self)) {
      return durable;
    }
    Progress progress = followers.get(replica);
    return progress == null ? 0 : progress.match();
  }

  // --- time

  /**
   * A tick went by.
   *
   * @return false when a majority did not answer for an election time-out
   */
  boolean tick() {
    if (++sinceHeartbeat >= state.config.heartbeatTicks()) {
      sinceHeartbeat = 0;
      broadcastHeartbeat();
    }
    if (transferee.isPresent() && ++transferTicks >= state.config.electionTicks()) {
      transferee = Optional.empty();
    }
    return ++sinceCount < state.config.electionTicks() || countFollowers();
  }

  private boolean countFollowers() {
    sinceCount = 0;
    Membership membership = state.membership();
    int active = membership.isVoter(state.self) ? 1 : 0;
    for (Map.Entry<ReplicaId, Progress> follower : followers.entrySet()) {
      active += membership.isVoter(follower.getKey()) && follower.getValue().isActive() ? 1 : 0;
      follower.getValue().forgetHearing();
    }
    return active >= membership.majority();
  }

  private void broadcastHeartbeat() {
    followers.forEach(this::sendHeartbeat);
  }

  private void sendHeartbeat(ReplicaId to, Progress progress) {
    long commit = Math.min(progress.match(), state.commit());
    state.send(to, new RaftMessage.Heartbeat(state.term(), commit, reads.round()));
  }

  // --- replication

  /** Ends a turn: sends what is new to whom it may be sent. */
  void flush() {
    if (isConfirmed() && reads.isDue()) {
      reads.begin();
      broadcastHeartbeat();
    }
    followers.forEach(this::replicate);
  }

  private void replicate(ReplicaId to, Progress progress) {
    while (progress.mayAppend() && hasNewsFor(progress)) {
      if (state.log.termAt(progress.next() - 1) == RaftLog.UNKNOWN_TERM) {
        beginSnapshot(to, progress);
        return;
      }
      append(to, progress);
    }
    tellCommit(to, progress);
  }

  private boolean hasNewsFor(Progress progress) {
    return progress.next() <= state.log.lastIndex() || progress.mode() == Progress.Mode.PROBE;
  }

  private void append(ReplicaId to, Progress progress) {
    long previous = progress.next() - 1;
    List<LogEntry> entries =
        state.log.slice(progress.next(), state.config.appendEntries(), state.config.appendBytes());
    long bytes = 0;
    for (LogEntry entry : entries) {
      bytes += entry.weight();
    }
    sendAppend(to, previous, entries);
    progress.sent(previous + entries.size(), bytes);
    progress.toldCommit(Math.min(previous + entries.size(), state.commit()));
  }

  private void sendAppend(ReplicaId to, long previous, List<LogEntry> entries) {
    state.send(
        to,
        new RaftMessage.Append(
            state.term(), previous, state.log.termAt(previous), entries, state.commit()));
  }

  /** A follower that has everything learns at once what became committed, for its readers' sake. */
  private void tellCommit(ReplicaId to, Progress progress) {
    long commit = Math.min(progress.match(), state.commit());
    if (progress.mode() == Progress.Mode.REPLICATE
        && commit > progress.sentCommit()
        && progress.next() > state.log.lastIndex()) {
      sendHeartbeat(to, progress);
      progress.toldCommit(commit);
    }
  }

  void appended(ReplicaId from, long match) {
    Progress progress = heard(from);
    if (progress == null) {
      return;
    }
    Invariants.require(
        match <= state.log.lastIndex(), () -> from + " has " + match + ", the leader less");
    boolean inSnapshot = progress.mode() == Progress.Mode.SNAPSHOT;
    progress.accepted(match);
    if (inSnapshot && progress.mode() != Progress.Mode.SNAPSHOT) {
      state.emit(new Effect.CloseSnapshot(from));
    }
    advanceCommit();
    handOver();
  }

  void refused(ReplicaId from, RaftMessage.AppendRefused refusal) {
    Progress progress = heard(from);
    if (progress != null) {
      long agree = state.log.latestNotAfter(refusal.hintIndex(), refusal.hintTerm());
      progress.refused(refusal.previousIndex(), agree);
    }
  }

  void heartbeatAnswered(ReplicaId from, long round) {
    Progress progress = heard(from);
    if (progress == null) {
      return;
    }
    reads.answered(from, round);
    progress.probeAgain();
    boolean silent = progress.isSilentSinceLastHeartbeat();
    if (silent && progress.match() < state.log.lastIndex()) {
      nudge(from, progress);
    }
  }

  /** Finds out whether what was sent and not answered was lost. */
  private void nudge(ReplicaId to, Progress progress) {
    switch (progress.mode()) {
      case PROBE -> {}
      case REPLICATE -> {
        if (state.log.termAt(progress.next() - 1) == RaftLog.UNKNOWN_TERM) {
          progress.probe();
        } else {
          sendAppend(to, progress.next() - 1, List.of());
        }
      }
      case SNAPSHOT -> readChunk(to, progress);
    }
  }

  private @Nullable Progress heard(ReplicaId from) {
    Progress progress = followers.get(from);
    if (progress != null) {
      progress.heard();
    }
    return progress;
  }

  // --- snapshots

  /** Only who answers is worth a view of the whole state. */
  private void beginSnapshot(ReplicaId to, Progress progress) {
    if (progress.isActive()) {
      progress.beginSnapshot();
      readChunk(to, progress);
    } else {
      progress.sent(progress.next() - 1, 0);
    }
  }

  private void readChunk(ReplicaId to, Progress progress) {
    state.emit(new Effect.ReadChunk(to, progress.cursor(), state.config.chunkBytes()));
  }

  /** A view that is older than the log's start has no head to be sent with. */
  void chunkRead(ReplicaId to, long applied, Chunk chunk) {
    Progress progress = followers.get(to);
    if (progress == null
        || progress.mode() != Progress.Mode.SNAPSHOT
        || !progress.cursor().equals(chunk.from())) {
      return;
    }
    if (progress.head().isEmpty()) {
      if (state.log.termAt(applied) == RaftLog.UNKNOWN_TERM) {
        chunkFailed(to);
        return;
      }
      progress.snapshotAt(
          new LogStart(applied, state.log.termAt(applied), state.log.membershipAt(applied)));
      state.observe(new RaftObservation.SnapshotBegun(to, applied));
    }
    LogStart head = progress.head().get();
    if (head.index() == applied) {
      state.send(to, new RaftMessage.InstallSnapshot(state.term(), head, chunk));
    } else {
      chunkFailed(to);
    }
  }

  /** The view is gone; begins anew when the replica answers next. */
  void chunkFailed(ReplicaId to) {
    Progress progress = followers.get(to);
    if (progress != null && progress.mode() == Progress.Mode.SNAPSHOT) {
      state.emit(new Effect.CloseSnapshot(to));
      progress.abandonSnapshot();
    }
  }

  void snapshotProgressed(ReplicaId from, long index, Bytes next) {
    Progress progress = heard(from);
    if (progress != null
        && progress.mode() == Progress.Mode.SNAPSHOT
        && progress.head().map(LogStart::index).equals(Optional.of(index))) {
      progress.snapshotReached(next);
      readChunk(from, progress);
    }
  }

  // --- reads

  /** Takes a read; false when too many wait. */
  boolean read(ReplicaId asker, long token) {
    if (reads.isFull()) {
      return false;
    }
    reads.ask(new ReadRounds.Asker(asker, token));
    return true;
  }

  // --- the end of a term

  void transferTo(ReplicaId to) {
    if (!to.equals(state.self) && state.membership().isVoter(to)) {
      transferee = Optional.of(to);
      transferTicks = 0;
      handOver();
    }
  }

  private void handOver() {
    if (transferee.isPresent() && matchOf(transferee.get()) == state.log.lastIndex()) {
      state.send(transferee.get(), new RaftMessage.TimeoutNow(state.term()));
    }
  }

  /** Refuses what waits and closes what is open. */
  void end() {
    reads.refuseAll();
    for (Map.Entry<ReplicaId, Progress> follower : followers.entrySet()) {
      if (follower.getValue().mode() == Progress.Mode.SNAPSHOT) {
        state.emit(new Effect.CloseSnapshot(follower.getKey()));
      }
    }
  }

  /** Up to where a leader would rather not compact, for the sake of followers that answer. */
  long neededFrom() {
    long needed = Long.MAX_VALUE;
    for (Progress progress : followers.values()) {
      if (progress.isActive()) {
        long has = progress.head().map(LogStart::index).orElse(0L);
        needed = Math.min(needed, Math.max(has, progress.match()));
      }
    }
    return needed;
  }
}
