package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Raft's promises (figure 3 of the paper, and those around them), checked after every event. Each
 * check looks only at what the event changed, which is enough when all before was right.
 */
final class SimJudge {
  /** Where an entry was first seen; the same everywhere by log matching. */
  private record Origin(Payload payload, long previousTerm) {}

  private record Slot(long index, long term) {}

  private record Ballot(ReplicaId voter, long term) {}

  private record Link(ReplicaId from, ReplicaId to) {}

  private final SimWorld world;

  /** The one log that there is; its entries in order from 1. */
  private final ArrayList<LogEntry> committed = new ArrayList<>();

  /** The term of the leader that committed each of them. */
  private final ArrayList<Long> committedIn = new ArrayList<>();

  /** The hash of a state machine after each of them. */
  private final ArrayList<Long> hashes = new ArrayList<>();

  private final TreeMap<Long, Membership> memberships = new TreeMap<>();
  private final TreeMap<Long, Membership> proposedMemberships = new TreeMap<>();
  private final Map<Slot, Origin> origins = new HashMap<>();
  private final Map<Long, ReplicaId> leaders = new HashMap<>();
  private final Map<Ballot, ReplicaId> votes = new HashMap<>();
  private final Map<ReplicaId, Long> judgedCommits = new HashMap<>();
  private final Map<ReplicaId, SimImage> forgotten = new HashMap<>();
  private final Map<Link, Integer> unanswered = new HashMap<>();

  SimJudge(SimWorld world, Membership founders) {
    this.world = world;
    memberships.put(0L, founders);
    proposedMemberships.put(0L, founders);
  }

  /** How long the one log is. */
  long committed() {
    return committed.size();
  }

  /** The members that are committed, and all that are under way to be. */
  List<Membership> possibleMemberships() {
    return List.copyOf(proposedMemberships.tailMap(memberships.lastKey(), true).values());
  }

  Membership membership() {
    return memberships.lastEntry().getValue();
  }

  // ---- lives

  void onStarted(SimHost host, Recovered recovered) {
    RaftStatus status = host.status();
    judgedCommits.put(host.id(), recovered.start().index());
    unless(status.term() >= recovered.state().term(), host, "forgot term %s", recovered.state());
    long certain =
        Math.max(
            recovered.state().commit(), Math.max(recovered.start().index(), recovered.applied()));
    if (world.mutation() != SimMutation.SNAPSHOT_INDEX_IGNORED) {
      unless(status.commit() >= certain, host, "forgot that %d is committed", certain);
    }
    if (recovered.applied() > 0) {
      onApplied(host);
    }
    onStepped(host, status);
  }

  void onCrashed(SimHost host) {
    unanswered.keySet().removeIf(link -> link.from().equals(host.id()));
  }

  /** What the replica promised before its disk was lost still counts. */
  void onForgotten(SimHost host) {
    forgotten.put(host.id(), host.promised());
  }

  // ---- effects

  void onEffect(SimHost host, RaftStatus before, Effect effect) {
    switch (effect) {
      case Effect.Send(ReplicaId to, RaftMessage message) -> onSend(host, to, message);
      case Effect.Persist(long _, LogWrite write) -> onWrite(host, before, write);
      case Effect.Apply(List<LogEntry> entries) -> onApply(host, before, entries);
      case Effect.Proposed proposed -> onProposed(host, proposed);
      case Effect.ReadReady(long token, long index) ->
          unless(index <= committed.size(), host, "read %d at %d, not committed", token, index);
      case Effect.Compact(LogStart start) -> onCompact(host, start);
      case Effect.Refused _,
          Effect.ReadChunk _,
          Effect.CloseSnapshot _,
          Effect.StageChunk _,
          Effect.Install _,
          Effect.RoleChanged _,
          Effect.Observed _ -> {}
    }
  }

  /** What is kept for followers that lag is within bounds, and no less than asked for. */
  private void onCompact(SimHost host, LogStart start) {
    if (world.hasLongTurns()) {
      return;
    }
    long kept = host.status().applied() - start.index();
    RaftConfig config = world.config();
    unless(
        kept <= Math.max(8L * config.keptEntries(), 1)
            && (kept >= config.keptEntries() || config.keptBytes() < 1 << 20),
        host,
        "keeps %d entries of what is applied",
        kept);
  }

  private void onSend(SimHost host, ReplicaId to, RaftMessage message) {
    SimImage kept = host.promised();
    switch (message) {
      case RaftMessage.Voted(long term, boolean granted) -> {
        if (granted) {
          unless(keepsVote(kept, term, to), host, "told of a vote before it was durable");
          onVote(host, term, to);
          world.nemesis().onAct(host);
        }
      }
      case RaftMessage.RequestVote(long term, long _, long _, boolean _) -> {
        unless(keepsVote(kept, term, host.id()), host, "stands before its vote is durable");
        onVote(host, term, host.id());
      }
      case RaftMessage.Appended(long term, long match) ->
          unless(
              kept.state().term() >= term && kept.lastIndex() >= match,
              host,
              "acknowledged %d in term %d before it was durable",
              match,
              term);
      case RaftMessage.Append append -> onAppend(host, to, append);
      case RaftMessage.Heartbeat(long term, long commit, long _) -> {
        onLeader(host, term);
        unless(commit <= committed.size(), host, "spread a commit of %d", commit);
      }
      case RaftMessage.InstallSnapshot(long term, LogStart head, Chunk _) -> {
        onLeader(host, term);
        onHead(host, head);
      }
      case RaftMessage.TimeoutNow(long term) -> onLeader(host, term);
      case RaftMessage.ReadIndexAnswered(long _, long _, long index) ->
          unless(index <= committed.size(), host, "spread a read at %d", index);
      case RaftMessage.AppendRefused _ -> world.census().on(SimSight.APPEND_REFUSED);
      case RaftMessage.PreVote _,
          RaftMessage.PreVoted _,
          RaftMessage.HeartbeatAnswered _,
          RaftMessage.SnapshotProgress _,
          RaftMessage.ReadIndex _,
          RaftMessage.ReadIndexRefused _ -> {}
    }
  }

  /** In mutants the disk lies, so only what comes of it counts. */
  private boolean keepsVote(SimImage kept, long term, ReplicaId candidate) {
    return world.mutation() != SimMutation.NONE
        || (kept.state().term() == term
            && kept.state().vote().isPresent()
            && kept.state().vote().get().equals(candidate));
  }

  private void onVote(SimHost host, long term, ReplicaId candidate) {
    ReplicaId earlier = votes.putIfAbsent(new Ballot(host.id(), term), candidate);
    unless(
        earlier == null || earlier.equals(candidate),
        host,
        "voted for %s and %s in term %d",
        earlier,
        candidate,
        term);
  }

  private void onAppend(SimHost host, ReplicaId to, RaftMessage.Append append) {
    onLeader(host, append.term());
    unless(append.commit() <= committed.size(), host, "spread a commit of %d", append.commit());
    long bytes = 0;
    for (LogEntry entry : append.entries()) {
      bytes += entry.payload().weight();
    }
    RaftConfig config = world.config();
    unless(
        append.entries().size() <= config.appendEntries()
            && (append.entries().size() <= 1 || bytes <= config.appendBytes()),
        host,
        "sent %d entries of %d bytes at once",
        append.entries().size(),
        bytes);
    if (!append.entries().isEmpty()) {
      int sent = unanswered.merge(new Link(host.id(), to), 1, Integer::sum);
      unless(sent <= config.inflightAppends(), host, "%d appends to %s in flight", sent, to);
    }
  }

  private void onLeader(SimHost host, long term) {
    ReplicaId leader = leaders.putIfAbsent(term, host.id());
    unless(
        leader == null || leader.equals(host.id()), host, "leads term %d beside %s", term, leader);
  }

  private void onHead(SimHost host, LogStart head) {
    unless(head.index() <= committed.size(), host, "sent a state after %d", head.index());
    unless(
        head.index() > 0
            && committed.get((int) head.index() - 1).term() == head.term()
            && memberships.floorEntry(head.index()).getValue().equals(head.membership()),
        host,
        "sent a state with a wrong head %s",
        head);
  }

  private void onWrite(SimHost host, RaftStatus before, LogWrite write) {
    SimImage log = host.disk().live();
    if (write.state().isPresent()) {
      HardState state = write.state().get();
      unless(state.term() >= log.state().term(), host, "takes back %s to %s", log.state(), state);
      unless(
          state.term() > log.state().term()
              || log.state().vote().isEmpty()
              || log.state().vote().equals(state.vote())
              || world.mutation() == SimMutation.VOTE_FORGOTTEN,
          host,
          "changes its vote %s to %s",
          log.state(),
          state);
      unless(state.commit() >= log.state().commit(), host, "takes back commit to %s", state);
    }
    if (write.truncateFrom() > 0 && write.truncateFrom() <= log.lastIndex()) {
      unless(
          write.truncateFrom() > judgedCommits.get(host.id()),
          host,
          "deletes committed entries from %d",
          write.truncateFrom());
      unless(
          before.role() != Role.LEADER || host.status().term() > before.term(),
          host,
          "deletes entries of its own from %d while it leads",
          write.truncateFrom());
      onTruncated(log, write.truncateFrom());
    }
    if (!write.entries().isEmpty()) {
      long previousTerm = log.termAt(write.entries().getFirst().index() - 1);
      for (LogEntry entry : write.entries()) {
        onEntry(host, entry, previousTerm);
        previousTerm = entry.term();
      }
    }
  }

  private void onTruncated(SimImage log, long from) {
    for (long index = from; index <= log.lastIndex(); index++) {
      if (index > log.start().index() && log.entry(index).payload() instanceof Payload.Members) {
        world.census().on(SimSight.MEMBERS_ROLLED_BACK);
      }
    }
  }

  private void onEntry(SimHost host, LogEntry entry, long previousTerm) {
    Origin origin = new Origin(entry.payload(), previousTerm);
    Origin first = origins.putIfAbsent(new Slot(entry.index(), entry.term()), origin);
    if (first == null) {
      if (entry.payload() instanceof Payload.Members(Membership membership)) {
        proposedMemberships.put(entry.index(), membership);
      }
      return;
    }
    unless(
        first.previousTerm() == previousTerm && first.payload().equals(entry.payload()),
        host,
        "has %s after term %d, elsewhere it is %s",
        entry,
        previousTerm,
        first);
  }

  private void onApply(SimHost host, RaftStatus before, List<LogEntry> entries) {
    long last = entries.getLast().index();
    unless(last <= host.status().commit(), host, "is to apply %d before its commit", last);
    commitTo(host, before, last);
    for (LogEntry entry : entries) {
      LogEntry right = committed.get((int) entry.index() - 1);
      unless(right.equals(entry), host, "applies %s, not %s", entry, right);
    }
  }

  private void onProposed(SimHost host, Effect.Proposed proposed) {
    SimImage log = host.disk().live();
    if (!host.leads() || host.status().term() != proposed.term()) {
      return;
    }
    unless(
        log.termAt(proposed.index()) == proposed.term(),
        host,
        "%s, but the log is of term %d there",
        proposed,
        log.termAt(proposed.index()));
    long bytes = 0;
    int entries = 0;
    for (long index = host.status().commit() + 1; index <= log.lastIndex(); index++) {
      LogEntry entry = log.entry(index);
      if (entry.payload() instanceof Payload.Command command
          && entry.term() == host.status().term()) {
        entries++;
        bytes += command.weight();
      }
    }
    unless(
        entries <= 1 || bytes <= world.config().uncommittedBytes(),
        host,
        "holds %d uncommitted commands of %d bytes",
        entries,
        bytes);
  }

  // ---- the state after an event

  void onAnswered(SimHost host, ReplicaId from) {
    unanswered.remove(new Link(host.id(), from));
  }

  void onTick(SimHost host) {
    if (host.leads()) {
      unanswered.keySet().removeIf(link -> link.from().equals(host.id()));
    }
  }

  void onStepped(SimHost host, RaftStatus before) {
    RaftStatus now = host.status();
    SimImage log = host.disk().live();
    unless(now.term() >= before.term(), host, "went back from term %d", before.term());
    unless(now.commit() >= before.commit(), host, "went back from commit %d", before.commit());
    unless(now.applied() >= before.applied(), host, "went back from %d applied", before.applied());
    unless(now.applied() <= now.commit(), host, "applied more than is committed");
    unless(
        now.term() == log.state().term(), host, "keeps another term than its disk %s", log.state());
    if (world.mutation() == SimMutation.NONE && !host.isInstalling()) {
      unless(
          now.lastIndex() == log.lastIndex() && now.lastTerm() == log.lastTerm(),
          host,
          "keeps another log than its disk: to %d of term %d",
          log.lastIndex(),
          log.lastTerm());
    }
    if (now.commit() > judgedCommits.get(host.id())) {
      commitTo(host, before, now.commit());
    }
    if (now.role() == Role.LEADER) {
      if (before.role() != Role.LEADER || before.term() != now.term()) {
        onElected(host);
      }
      onLeader(host, now.term());
    }
  }

  /** Leader completeness: a leader has all that was committed in terms before its own. */
  private void onElected(SimHost host) {
    unanswered.keySet().removeIf(link -> link.from().equals(host.id()));
    SimImage log = host.disk().live();
    for (int i = committed.size() - 1; i >= log.start().index(); i--) {
      if (committedIn.get(i) < host.status().term()) {
        LogEntry entry = committed.get(i);
        unless(log.has(entry.index(), entry.term()), host, "was elected without %s", entry);
      }
    }
    unless(
        host.status().membership().equals(log.membership()),
        host,
        "leads other members than those of its log");
  }

  private void commitTo(SimHost host, RaftStatus before, long index) {
    SimImage log = host.disk().live();
    long judged = judgedCommits.get(host.id());
    if (index <= judged) {
      return;
    }
    boolean news = index > committed.size();
    unless(index <= log.lastIndex(), host, "committed %d, beyond its log", index);
    for (long at = judged + 1; at <= index; at++) {
      if (at > log.start().index()) {
        commit(host, before, log.entry(at));
      }
    }
    judgedCommits.put(host.id(), index);
    if (news) {
      world.nemesis().onAct(host);
      onNewCommit(host, before, index, log);
    }
  }

  private void commit(SimHost host, RaftStatus before, LogEntry entry) {
    int at = (int) entry.index() - 1;
    if (at < committed.size()) {
      LogEntry first = committed.get(at);
      unless(first.equals(entry), host, "committed %s, but %s was", entry, first);
      return;
    }
    unless(at == committed.size(), host, "committed %s with a gap before", entry);
    committed.add(entry);
    committedIn.add(before.term());
    hashes.add(SimMachine.chain(hashes.isEmpty() ? 0 : hashes.getLast(), entry));
    if (entry.term() < before.term()) {
      world.census().on(SimSight.OLD_TERM_ENTRY_COMMITTED);
    }
    if (entry.payload() instanceof Payload.Members(Membership membership)) {
      onMembersCommitted(host, entry.index(), membership);
    }
    world.clients().onCommitted(entry);
  }

  private void onMembersCommitted(SimHost host, long index, Membership membership) {
    Membership before = membership();
    memberships.put(index, membership);
    for (ReplicaId learner : membership.learners()) {
      if (!before.contains(learner)) {
        world.census().on(SimSight.LEARNER_ADDED);
      }
    }
    for (ReplicaId voter : membership.voters()) {
      if (before.learners().contains(voter)) {
        world.census().on(SimSight.LEARNER_PROMOTED);
      }
    }
    for (ReplicaId member : before.all()) {
      if (!membership.contains(member)) {
        world.census().on(SimSight.MEMBER_REMOVED);
        if (member.equals(host.id())) {
          world.census().on(SimSight.LEADER_REMOVED_ITSELF);
        }
      }
    }
  }

  /** Only a leader commits, by its own term, and by what a majority has on disk. */
  private void onNewCommit(SimHost host, RaftStatus before, long index, SimImage log) {
    unless(
        before.role() == Role.LEADER || host.status().role() == Role.LEADER,
        host,
        "committed %d before a leader did",
        index);
    if (world.mutation() != SimMutation.NONE) {
      return;
    }
    long term = log.entry(index).term();
    unless(term == before.term(), host, "committed %d of the old term %d", index, term);
    unless(
        isDurableAtMajority(log.membership(), index, term)
            || isDurableAtMajority(before.membership(), index, term),
        host,
        "committed %d of term %d, which no majority of %s has on disk",
        index,
        term,
        log.membership());
  }

  private boolean isDurableAtMajority(Membership members, long index, long term) {
    int durable = 0;
    for (ReplicaId voter : members.voters()) {
      SimImage image = imageOf(voter);
      if (image != null && image.has(index, term)) {
        durable++;
      }
    }
    return durable >= members.majority();
  }

  private SimImage imageOf(ReplicaId replica) {
    SimHost host = world.host(replica);
    return host.id().equals(replica) ? host.promised() : forgotten.get(replica);
  }

  /** The state machine is what the one log makes of it. */
  void onApplied(SimHost host) {
    SimMachine machine = host.disk().live().machine();
    unless(
        machine.applied() <= committed.size()
            && machine.hash() == hashes.get((int) machine.applied() - 1),
        host,
        "went through something else than what is committed up to %d",
        machine.applied());
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotations are no dependency of the tests
  private static void unless(boolean condition, SimHost host, String what, Object... arguments) {
    if (!condition) {
      throw new SimViolation(host.id() + " " + String.format(what, arguments) + "; now " + host);
    }
  }
}
