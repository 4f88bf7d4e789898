package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A node with one replica: its process, its disk, its state machine, its clock. */
final class SimHost {
  static final long TICK = 50_000;

  /** A state machine held open for a reader. */
  private record View(long applied, Bytes content) {}

  private final SimWorld world;
  private final int index;
  private final NodeId node;
  private final SimChance chance;
  private final List<Event> turn = new ArrayList<>();
  private final ArrayDeque<LogEntry> toApply = new ArrayDeque<>();
  private final ArrayDeque<Effect> toRead = new ArrayDeque<>();
  private final Map<ReplicaId, View> views = new TreeMap<>();
  private ReplicaId id;
  private SimDisk disk;
  private Raft raft;
  private RaftStatus status;
  private Effect.RoleChanged told;
  private long process;
  private long lives;
  private boolean up;
  private boolean paused;
  private boolean applying;
  private boolean reading;
  private boolean installing;
  private long handedOut;
  private long lastTicket;
  private long tickMicros = TICK;
  private long applySlowness;
  private int chunkFailures;
  private int openReads;

  /** Whether pieces of a snapshot are left from before a crash. */
  private boolean resumable;

  SimHost(SimWorld world, int index, SimChance chance) {
    this.world = world;
    this.index = index;
    this.node = new NodeId("n" + index);
    this.chance = chance;
  }

  // ---- life

  /** Begins a life with nothing but {@code start} on the disk. */
  void begin(LogStart start) {
    id = nextId();
    disk = new SimDisk(world.agenda(), chance.split(), start, this::feed);
    launch();
  }

  /** The replica that this node will be next. */
  ReplicaId nextId() {
    return new ReplicaId(node, 1 + lives);
  }

  private void launch() {
    Recovered recovered = disk.durable().recovered();
    RandomGenerator random = chance.generator();
    raft = world.mutation().replica(id, world.config(), recovered, random);
    status = raft.status();
    told = new Effect.RoleChanged(status.role(), status.term(), status.leader());
    process++;
    up = true;
    paused = false;
    applying = false;
    reading = false;
    installing = false;
    handedOut = recovered.applied();
    lastTicket = 0;
    openReads = 0;
    resumable = recovered.staged().isPresent();
    world.judge().onStarted(this, recovered);
    tickLater(chance.between(0, tickMicros));
  }

  void crash() {
    up = false;
    process++;
    long applied = disk.live().machine().applied();
    int lost = disk.crash();
    world.census().on(lost > 0 ? SimSight.WRITES_LOST_IN_CRASH : SimSight.WRITES_SURVIVED_CRASH);
    if (disk.durable().machine().applied() < applied) {
      world.census().on(SimSight.STATE_ROLLED_BACK);
    }
    turn.clear();
    toApply.clear();
    toRead.clear();
    views.clear();
    world.judge().onCrashed(this);
    world.clients().onCrashed(this);
    world.trace("%s crashes, %d calls lost", id, lost);
  }

  void restart() {
    world.trace("%s restarts", id);
    if (disk.durable().machine().applied() > disk.durable().state().commit()) {
      world.census().on(SimSight.RESTARTED_BEHIND_ITS_COMMIT);
    }
    launch();
  }

  /** The disk is lost; the node begins anew as another replica that knows nothing. */
  void wipe() {
    if (up) {
      crash();
    }
    world.trace("%s is wiped", id);
    world.judge().onForgotten(this);
    lives++;
    begin(new LogStart(0, 0, Membership.NONE));
  }

  void pause() {
    paused = true;
    world.trace("%s stands still", id);
  }

  void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    world.trace("%s goes on", id);
    List<Event> held = List.copyOf(turn);
    if (!world.hasLongTurns()) {
      turn.clear();
      held.forEach(this::feed);
    }
  }

  // ---- weather

  void tickEvery(long micros) {
    tickMicros = micros;
  }

  void slowDownApplies(long micros) {
    applySlowness = micros;
  }

  void failChunks(int percent) {
    chunkFailures = percent;
  }

  // ---- state

  ReplicaId id() {
    return id;
  }

  int index() {
    return index;
  }

  NodeId node() {
    return node;
  }

  boolean isUp() {
    return up;
  }

  boolean isRunning() {
    return up && !paused;
  }

  RaftStatus status() {
    return status;
  }

  boolean leads() {
    return up && status.role() == Role.LEADER;
  }

  /** Whether the disk already has a snapshot that the replica still waits for. */
  boolean isInstalling() {
    return installing;
  }

  /** Whether a view of the state is held open for somebody who lives. */
  boolean isRead() {
    for (ReplicaId reader : views.keySet()) {
      if (world.host(reader).id().equals(reader)) {
        return true;
      }
    }
    return !toRead.isEmpty();
  }

  SimDisk disk() {
    return disk;
  }

  /** What a crash leaves, as its reports have it. */
  SimImage promised() {
    return world.mutation() == SimMutation.COUNTS_BEFORE_SYNC ? disk.live() : disk.durable();
  }

  // ---- events

  private void tickLater(long delay) {
    long now = process;
    world
        .agenda()
        .after(
            delay,
            () -> {
              if (process == now) {
                tickLater(tickMicros);
                if (!paused) {
                  feed(TICKED);
                }
              }
            });
  }

  private static final Event TICKED = new Event.Ticked();

  /** Tells the replica, unless its process is dead; later if it stands still. */
  void feed(Event event) {
    if (!up) {
      return;
    }
    if (world.hasLongTurns() && turn.isEmpty()) {
      later(chance.between(0, 4_000), this::endTurn);
    }
    turn.add(event);
    if (!paused && !world.hasLongTurns()) {
      endTurn();
    }
  }

  private void endTurn() {
    List<Event> events = List.copyOf(turn);
    turn.clear();
    for (Event event : events) {
      installing &= !(event instanceof Event.Installed);
      openReads += event instanceof Event.Read ? 1 : 0;
    }
    RaftStatus before = status;
    List<Effect> effects = raft.onAll(events);
    status = raft.status();
    world.onTurn(this, events, effects);
    int stored = 0;
    while (stored < effects.size() && effects.get(stored) instanceof Effect.Persist) {
      carryOut(effects.get(stored++), before);
    }
    world.judge().onStepped(this, before);
    for (Effect effect : effects.subList(stored, effects.size())) {
      carryOut(effect, before);
    }
    SimViolation.unless(
        told.role() == status.role()
            && told.term() == status.term()
            && told.leader().equals(status.leader()),
        "%s told of %s, but it is %s",
        id,
        told,
        status);
    SimViolation.unless(
        openReads <= world.config().pendingReads(), "%s holds %d reads", id, openReads);
  }

  void onReadAnswered() {
    openReads--;
  }

  private void carryOut(Effect effect, RaftStatus before) {
    world.judge().onEffect(this, before, effect);
    switch (effect) {
      case Effect.Send(ReplicaId to, RaftMessage message) -> world.network().send(id, to, message);
      case Effect.Persist(long ticket, LogWrite write) -> persist(ticket, write);
      case Effect.Apply(List<LogEntry> entries) -> apply(entries);
      case Effect.Proposed(long token, long at, long term) ->
          world.clients().onProposed(this, token, at, term);
      case Effect.Refused(long token, Refusal reason, var _) ->
          world.clients().onRefused(this, token, reason);
      case Effect.ReadReady(long token, long at) -> world.clients().onReadReady(this, token, at);
      case Effect.Compact(LogStart start) -> disk.call(new SimImage.Operation.Compact(start));
      case Effect.ReadChunk readChunk -> read(readChunk);
      case Effect.CloseSnapshot close -> read(close);
      case Effect.StageChunk(LogStart head, Chunk chunk) -> stage(head, chunk);
      case Effect.Install(LogStart head, Chunk last) -> install(head, last);
      case Effect.RoleChanged changed -> told = changed;
      case Effect.Observed(RaftObservation observation) -> world.onObserved(this, observation);
    }
  }

  private void persist(long ticket, LogWrite write) {
    SimViolation.unless(ticket > lastTicket, "ticket %d after %d", ticket, lastTicket);
    lastTicket = ticket;
    Event report = new Event.Persisted(ticket);
    disk.call(new SimImage.Operation.Write(write), report);
    if (world.mutation() == SimMutation.COUNTS_BEFORE_SYNC && leads()) {
      later(0, () -> feed(report));
    }
  }

  // ---- the state machine

  private void apply(List<LogEntry> entries) {
    SimViolation.unless(!installing, "an apply while a snapshot is installed");
    for (LogEntry entry : entries) {
      SimViolation.unless(
          entry.index() == handedOut + 1,
          "%s is to apply %d after %d",
          id,
          entry.index(),
          handedOut);
      handedOut = entry.index();
      toApply.add(entry);
    }
    applyLater();
  }

  private void applyLater() {
    if (!applying && !toApply.isEmpty()) {
      applying = true;
      long slow = applySlowness > 0 ? chance.between(0, applySlowness) : 0;
      later(chance.between(10, 300) + slow, this::applySome);
    }
  }

  private void applySome() {
    int most = applySlowness > 0 ? 1 + chance.index(toApply.size()) : toApply.size();
    LogEntry[] some = new LogEntry[most];
    for (int i = 0; i < most; i++) {
      some[i] = toApply.remove();
    }
    disk.call(new SimImage.Operation.Apply(Arrays.asList(some)));
    long applied = disk.live().machine().applied();
    world.judge().onApplied(this);
    for (LogEntry entry : some) {
      world.clients().onApplied(this, entry);
    }
    applying = false;
    applyLater();
    feed(new Event.Applied(applied));
  }

  private void stage(LogStart head, Chunk chunk) {
    noteResumption(chunk);
    disk.call(new SimImage.Operation.Stage(head, chunk), new Event.ChunkStaged(head, chunk.next()));
  }

  private void noteResumption(Chunk chunk) {
    if (disk.live().hasStaged() && chunk.from().length() == 0) {
      world.census().on(SimSight.SNAPSHOT_OF_ANOTHER_HEAD);
    } else if (resumable && chunk.from().length() > 0) {
      world.census().on(SimSight.SNAPSHOT_RESUMED_AFTER_CRASH);
    }
    resumable = false;
  }

  private void install(LogStart head, Chunk last) {
    SimViolation.unless(
        !applying && toApply.isEmpty(), "a snapshot is installed while entries are applied");
    SimViolation.unless(!installing, "two snapshots are installed at once");
    installing = true;
    noteResumption(last);
    disk.call(new SimImage.Operation.Install(head, last), new Event.Installed(head));
    handedOut = head.index();
    world.judge().onApplied(this);
  }

  // ---- snapshots to send

  private void read(Effect effect) {
    toRead.add(effect);
    readLater();
  }

  private void readLater() {
    if (!reading && !toRead.isEmpty()) {
      reading = true;
      later(chance.between(50, 2_000), this::readNext);
    }
  }

  private void readNext() {
    Effect next = toRead.remove();
    if (next instanceof Effect.CloseSnapshot(ReplicaId to)) {
      views.remove(to);
    } else if (next instanceof Effect.ReadChunk(ReplicaId to, Bytes cursor, int bytes)) {
      Event read = readChunk(to, cursor, bytes);
      later(chance.between(10, applySlowness > 0 ? 100_000 : 5_000), () -> feed(read));
    }
    reading = false;
    readLater();
  }

  private Event readChunk(ReplicaId to, Bytes cursor, int bytes) {
    if (chunkFailures > 0 && chance.percent(chunkFailures)) {
      world.census().on(SimFault.CHUNK_FAILURE);
      views.remove(to);
      return new Event.ChunkFailed(to);
    }
    View view = views.computeIfAbsent(to, _ -> viewNow());
    int from = cursor.length() == 0 ? 0 : Integer.parseInt(cursor.asUtf8());
    int until = Math.min(view.content().length(), from + Math.max(1, bytes));
    return new Event.ChunkRead(
        to,
        view.applied(),
        new Chunk(
            cursor,
            Bytes.utf8(Integer.toString(until)),
            Bytes.copyOf(Arrays.copyOfRange(view.content().toArray(), from, until)),
            until == view.content().length()));
  }

  private View viewNow() {
    SimMachine machine = disk.live().machine();
    return new View(machine.applied(), machine.content());
  }

  /** Runs {@code action} unless the process dies before; later if it stands still. */
  private void later(long delay, Runnable action) {
    long now = process;
    world
        .agenda()
        .after(
            delay,
            () -> {
              if (process == now && paused) {
                later(TICK / 10, action);
              } else if (process == now) {
                action.run();
              }
            });
  }

  @Override
  public String toString() {
    return id + (up ? "" : " down") + " " + status;
  }
}
