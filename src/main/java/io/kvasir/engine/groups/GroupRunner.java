package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Effect;
import io.kvasir.core.consensus.Event;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.MembershipChange;
import io.kvasir.core.consensus.Raft;
import io.kvasir.core.consensus.RaftMessage;
import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Recovered;
import io.kvasir.core.consensus.Refusal;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.StorageFault;
import io.kvasir.engine.port.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One replica, running: feeds events to its core and carries out the effects. The events of one
 * turn of the loop are held back and handled together, so that they share a write and messages.
 */
final class GroupRunner implements Applier.Owner {
  /** The loop's side. */
  interface Host {
    /** Wants {@link GroupRunner#flush} at the end of the turn. */
    void hasWork(GroupRunner runner);

    void send(NodeId to, GroupMessage.OfReplica message);

    void roleChanged(GroupRunner runner);

    /** The replica stopped for good. */
    void stopped(GroupRunner runner, StorageFault fault);
  }

  private final GroupId group;
  private final ReplicaId self;
  private final Groups.Ports ports;
  private final GroupStore store;
  private final Loop loop;
  private final Host host;
  private final Tokens tokens;
  private final Raft raft;
  private final StateMachine machine;
  private final Applier applier;
  private final Rounds rounds;
  private final Proposals proposals = new Proposals();
  private final ReadWaits reads = new ReadWaits();
  private final TurnTraces traces = new TurnTraces();
  private final EntryTraces entryTraces = new EntryTraces();
  private List<Event> events = new ArrayList<>();
  private boolean isStopped;
  private boolean isTicking;
  private boolean isStatusOld = true;
  private long applied;
  private Role role = Role.FOLLOWER;
  private long term;
  private Optional<ReplicaId> leader = Optional.empty();
  private Membership membership;

  /** What a runner is made of. */
  record Making(
      GroupId group,
      ReplicaId self,
      GroupsConfig config,
      Groups.Ports ports,
      Loop loop,
      Tokens tokens,
      RandomGenerator random) {}

  GroupRunner(Making making, Recovered recovered, StateMachine machine, Host host) {
    this.group = making.group();
    this.self = making.self();
    this.ports = making.ports();
    this.store = ports.store();
    this.loop = making.loop();
    this.tokens = making.tokens();
    this.host = host;
    this.raft = new Raft(self, making.config().raft(), recovered, making.random());
    this.machine = machine;
    this.applier = new Applier(group, machine, store, loop, this);
    this.rounds = new Rounds(this, machine, ports, loop);
    this.applied = recovered.applied();
    RaftStatus status = raft.status();
    this.term = status.term();
    this.membership = status.membership();
  }

  /** Reads what the state machine needs. Who is the only voter stands at once. */
  void start() {
    applier.restart();
    if (membership.isOnlyVoter(self)) {
      handle(new Event.Ticked());
    }
  }

  GroupId group() {
    return group;
  }

  Optional<Annals> annals() {
    return machine.annals();
  }

  ReplicaId self() {
    return self;
  }

  StateMachine machine() {
    return machine;
  }

  boolean isRunning() {
    return !isStopped;
  }

  boolean isLeader() {
    return role == Role.LEADER;
  }

  long term() {
    return term;
  }

  /** Who leads in {@link #term}, as far as known. */
  Optional<Directory.Leader> leader() {
    return leader.map(replica -> new Directory.Leader(replica.node(), term));
  }

  Membership membership() {
    return membership;
  }

  RaftStatus status() {
    return raft.status();
  }

  /** Whether the status may have changed since the last call. */
  boolean takeStatusOld() {
    boolean isOld = isStatusOld;
    isStatusOld = false;
    return isOld;
  }

  /**
   * Its time begins with a beat, so that the heartbeats of all groups of a loop leave together.
   *
   * @param isBeat at every tick that is a multiple of the heartbeats' interval
   */
  void tick(boolean isBeat) {
    applier.tick();
    entryTraces.tick(ports.clock());
    isTicking |= isBeat;
    if (isTicking) {
      handle(new Event.Ticked());
    }
    if (isLeader() && isRunning()) {
      rounds.tick();
    }
  }

  /** Drops what is not meant for this life, and more entries while there is much to apply. */
  void receive(ReplicaId from, ReplicaId to, RaftMessage message) {
    boolean isTooMuch =
        applier.isBehind()
            && message instanceof RaftMessage.Append append
            && !append.entries().isEmpty();
    if (to.equals(self) && !isTooMuch) {
      handle(new Event.Received(from, message));
    }
  }

  void peerLost(NodeId node) {
    handle(new Event.NodeLost(node));
  }

  /** The command gets the time of this node, if it leads. */
  void propose(Bytes command, Proposals.Proposer proposer) {
    if (applier.isBehind()) {
      proposer.refused(Refusal.OVERLOADED, leader);
    } else {
      Trace trace = Trace.current();
      if (trace == null) {
        ask(command, proposer);
      } else {
        Trace.Step step = trace.begin("raft commit");
        Trace before = Trace.enter(step.trace());
        ask(command, new TracedProposer(proposer, trace, step));
        Trace.leave(before);
      }
    }
  }

  private void ask(Bytes command, Proposals.Proposer proposer) {
    long token = tokens.next();
    proposals.ask(token, proposer);
    handle(new Event.Propose(token, machine.stamped(command, ports.clock().getAsLong())));
  }

  void change(MembershipChange change, Proposals.Proposer proposer) {
    long token = tokens.next();
    proposals.ask(token, proposer);
    handle(new Event.ChangeMembers(token, change));
  }

  void transfer(ReplicaId to) {
    handle(new Event.TransferLeadership(to));
  }

  void read(ReadWaits.Reader reader) {
    long token = tokens.next();
    reads.ask(token, reader);
    handle(new Event.Read(token));
  }

  /** Whether somebody waits for what becomes of what was proposed. */
  boolean awaitsCommit() {
    return !proposals.isEmpty();
  }

  /** Nobody here can say when it is known what becomes of what was proposed. */
  void loseProposals() {
    proposals.lose();
  }

  /** Ends it as a crash would; who waits is told that nobody knows. */
  void stop() {
    if (!isStopped) {
      isStopped = true;
      applier.close();
      proposals.lose();
      reads.refuseAll();
    }
  }

  private void handle(Event event) {
    if (!isStopped) {
      isStatusOld |= !isIdling(event);
      events.add(event);
      traces.note(Trace.current());
      host.hasWork(this);
    }
  }

  /** Whether it is what goes on in a group that nobody uses. */
  private static boolean isIdling(Event event) {
    return switch (event) {
      case Event.Ticked ticked -> true;
      case Event.Received(ReplicaId from, RaftMessage message) -> GroupMessage.Bundle.fits(message);
      case Event.Propose propose -> false;
      case Event.Read read -> true;
      case Event.ChangeMembers change -> false;
      case Event.TransferLeadership transfer -> true;
      case Event.Persisted persisted -> false;
      case Event.Applied done -> false;
      case Event.ChunkRead read -> false;
      case Event.ChunkFailed failed -> false;
      case Event.ChunkStaged staged -> false;
      case Event.Installed installed -> false;
      case Event.NodeLost lost -> false;
    };
  }

  /** Ends a turn. What its effects lead to at once belongs to the next. */
  void flush() {
    List<Event> turn = events;
    events = new ArrayList<>();
    Trace before = Trace.enter(traces.take());
    for (Effect effect : isStopped ? List.<Effect>of() : raft.onAll(turn)) {
      if (!isStopped) {
        carryOut(effect);
      }
    }
    Trace turns = Trace.enter(null);
    applier.advance();
    Trace.leave(turns);
    Trace.leave(before);
  }

  private void carryOut(Effect effect) {
    isStatusOld |= !(effect instanceof Effect.Send);
    switch (effect) {
      case Effect.Send(ReplicaId to, RaftMessage message) -> send(to, message);
      case Effect.Persist(long ticket, LogWrite write) ->
          store.write(group, write, onLoop(nothing -> handle(new Event.Persisted(ticket))));
      case Effect.Apply(List<LogEntry> entries) -> applier.add(entries);
      case Effect.Proposed(long token, long index, long inTerm) ->
          entryTraces.placed(index, inTerm, ports.clock(), proposals.placed(token, index, inTerm));
      case Effect.Refused(long token, Refusal reason, Optional<ReplicaId> at) -> {
        proposals.refused(token, reason, at);
        reads.refused(token);
      }
      case Effect.ReadReady(long token, long index) -> reads.allowed(token, index, applied);
      case Effect.Compact(LogStart start) -> store.compact(group, start);
      case Effect.ReadChunk(ReplicaId to, Bytes cursor, int bytes) -> readChunk(to, cursor, bytes);
      case Effect.CloseSnapshot(ReplicaId to) -> store.closeSnapshot(group, to.toString());
      case Effect.StageChunk stage -> stage(stage);
      case Effect.Install install -> install(install);
      case Effect.RoleChanged(Role next, long inTerm, Optional<ReplicaId> under) -> {
        role = next;
        term = inTerm;
        leader = under;
        host.roleChanged(this);
        if (isLeader()) {
          machine.leads();
        }
      }
      case Effect.Observed(RaftObservation observation) -> observed(observation);
    }
  }

  /** Entries go to a follower for those who proposed them, whatever this turn is for. */
  private void send(ReplicaId to, RaftMessage message) {
    GroupMessage.OfReplica letter = new GroupMessage.OfReplica(group, self, to, message);
    if (message instanceof RaftMessage.Append append) {
      Trace before = Trace.enter(entryTraces.of(append.entries()));
      host.send(to.node(), letter);
      Trace.leave(before);
    } else {
      host.send(to.node(), letter);
    }
  }

  private void observed(RaftObservation observation) {
    ports.observer().onGroup(group, observation);
    switch (observation) {
      case RaftObservation.MembersChanged changed -> membership = raft.status().membership();
      case RaftObservation.LogTruncated truncated -> membership = raft.status().membership();
      case RaftObservation.SnapshotInstalled installed -> membership = raft.status().membership();
      case RaftObservation.ElectionBegun begun -> {}
      case RaftObservation.BecameLeader became -> {}
      case RaftObservation.LeaderFound found -> {}
      case RaftObservation.SteppedDown stepped -> {}
      case RaftObservation.QuorumLost lost -> {}
      case RaftObservation.SnapshotBegun begun -> {}
      case RaftObservation.LogCompacted compacted -> {}
    }
  }

  private void readChunk(ReplicaId to, Bytes cursor, int bytes) {
    store.readSnapshot(
        group,
        to.toString(),
        cursor,
        bytes,
        new OnLoop<>(
            loop,
            piece -> handle(new Event.ChunkRead(to, piece.applied(), piece.chunk())),
            fault -> chunkFailed(to, fault)));
  }

  /** Who cannot read what it has is not to lead: nobody could ever catch up by it. */
  private void chunkFailed(ReplicaId to, StorageFault fault) {
    if (fault.isDamage()) {
      failed(fault);
    } else {
      handle(new Event.ChunkFailed(to));
    }
  }

  private void stage(Effect.StageChunk stage) {
    store.stage(
        group,
        stage.head(),
        stage.chunk(),
        onLoop(nothing -> handle(new Event.ChunkStaged(stage.head(), stage.chunk().next()))));
  }

  private void install(Effect.Install install) {
    store.stage(group, install.head(), install.last(), onLoop(nothing -> {}));
    store.install(group, install.head(), onLoop(nothing -> installed(install.head())));
  }

  private void installed(LogStart head) {
    if (!isStopped) {
      applied = head.index();
      proposals.installed(head);
      handle(new Event.Installed(head));
      reads.applied(applied);
      applier.restart();
    }
  }

  @Override
  public boolean isAwaited(LogEntry entry) {
    return proposals.isAwaited(entry.index());
  }

  @Override
  public void decided(List<LogEntry> entries, List<Bytes> results) {
    for (int i = 0; i < entries.size(); i++) {
      proposals.applied(entries.get(i), results.get(i));
    }
  }

  @Override
  public void applied(long index) {
    applied = index;
    reads.applied(applied);
    handle(new Event.Applied(applied));
  }

  /**
   * After a failed write nobody knows what is stored, and what is damaged is not to be served: the
   * replica may not speak any more.
   */
  @Override
  public void failed(StorageFault fault) {
    if (!isStopped) {
      stop();
      host.stopped(this, fault);
    }
  }

  private <T> OnLoop<T> onLoop(Consumer<T> onSuccess) {
    return new OnLoop<>(loop, onSuccess, this::failed);
  }
}
