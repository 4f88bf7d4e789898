package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.ReplicaId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A replica of a script: what its disk and its state machine have to do waits to be told. */
final class ScriptReplica {
  /** Election time-outs are the shortest there are. */
  private static final RandomGenerator UNVARIED = () -> 0;

  private record Call(SimImage.Operation operation, Optional<Event> report) {}

  private record View(long applied, Bytes content) {}

  private final ReplicaId id;
  private final RaftConfig config;
  private final ArrayDeque<Call> unsynced = new ArrayDeque<>();
  private final ArrayDeque<LogEntry> toApply = new ArrayDeque<>();
  private final ArrayDeque<Effect.ReadChunk> toRead = new ArrayDeque<>();
  private final Map<ReplicaId, View> views = new TreeMap<>();
  private SimImage durable;
  private SimImage live;
  private Raft raft;

  ScriptReplica(ReplicaId id, RaftConfig config, LogStart start) {
    this.id = id;
    this.config = config;
    this.durable = new SimImage(start);
    restart();
  }

  /** One with a past. */
  ScriptReplica(
      ReplicaId id, RaftConfig config, LogStart start, HardState state, List<LogEntry> entries) {
    this(id, config, start);
    durable.perform(new SimImage.Operation.Write(new LogWrite(Optional.of(state), 0, entries)));
    restart();
  }

  ReplicaId id() {
    return id;
  }

  SimImage disk() {
    return live;
  }

  RaftStatus status() {
    return raft.status();
  }

  /** Comes back with what was durable. */
  void restart() {
    unsynced.clear();
    toApply.clear();
    toRead.clear();
    views.clear();
    live = durable.copy();
    raft = new Raft(id, config, durable.recovered(), UNVARIED);
  }

  /** The first {@code calls} that were not reported are durable nevertheless. */
  void keep(int calls) {
    for (int i = 0; i < calls; i++) {
      durable.perform(unsynced.remove().operation());
    }
  }

  /** Tells the replica; what it wants of its own disk and state machine waits. */
  List<Effect> on(Event event) {
    List<Effect> effects = raft.on(event);
    effects.forEach(this::note);
    return effects;
  }

  private void note(Effect effect) {
    switch (effect) {
      case Effect.Persist(long ticket, LogWrite write) ->
          call(new SimImage.Operation.Write(write), new Event.Persisted(ticket));
      case Effect.StageChunk(LogStart head, Chunk chunk) ->
          call(
              new SimImage.Operation.Stage(head, chunk), new Event.ChunkStaged(head, chunk.next()));
      case Effect.Install(LogStart head, Chunk last) ->
          call(new SimImage.Operation.Install(head, last), new Event.Installed(head));
      case Effect.Compact(LogStart start) -> {
        live.perform(new SimImage.Operation.Compact(start));
        unsynced.add(new Call(new SimImage.Operation.Compact(start), Optional.empty()));
      }
      case Effect.Apply(List<LogEntry> entries) -> toApply.addAll(entries);
      case Effect.ReadChunk readChunk -> toRead.add(readChunk);
      case Effect.CloseSnapshot(ReplicaId to) -> views.remove(to);
      case Effect.Send _,
          Effect.Proposed _,
          Effect.Refused _,
          Effect.ReadReady _,
          Effect.RoleChanged _,
          Effect.Observed _ -> {}
    }
  }

  private void call(SimImage.Operation operation, Event report) {
    live.perform(operation);
    unsynced.add(new Call(operation, Optional.of(report)));
  }

  /** Makes what waits durable, and returns the reports of it. */
  List<Event> sync() {
    List<Event> reports = new ArrayList<>();
    while (!unsynced.isEmpty()) {
      Call call = unsynced.remove();
      durable.perform(call.operation());
      call.report().ifPresent(reports::add);
    }
    return reports;
  }

  boolean hasUnsynced() {
    return unsynced.stream().anyMatch(call -> call.report().isPresent());
  }

  /** Lets the state machine go on up to {@code index} or as far as it can; empty if it cannot. */
  Optional<Event> apply(long index) {
    List<LogEntry> entries = new ArrayList<>();
    while (!toApply.isEmpty() && toApply.element().index() <= index) {
      entries.add(toApply.remove());
    }
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    SimImage.Operation operation = new SimImage.Operation.Apply(entries);
    live.perform(operation);
    unsynced.add(new Call(operation, Optional.empty()));
    return Optional.of(new Event.Applied(entries.getLast().index()));
  }

  /** Reads the piece that was asked for first; empty if none is. */
  Optional<Event> read() {
    if (toRead.isEmpty()) {
      return Optional.empty();
    }
    Effect.ReadChunk wanted = toRead.remove();
    View view = view(wanted.to());
    return Optional.of(
        new Event.ChunkRead(
            wanted.to(), view.applied(), piece(view, wanted.cursor(), wanted.bytes())));
  }

  /** Opens the view that a piece is to be read from, and does not read it yet. */
  void look() {
    view(toRead.element().to());
  }

  private View view(ReplicaId reader) {
    return views.computeIfAbsent(
        reader, _ -> new View(live.machine().applied(), live.machine().content()));
  }

  private static Chunk piece(View view, Bytes cursor, int bytes) {
    int from = cursor.length() == 0 ? 0 : Integer.parseInt(cursor.asUtf8());
    int until = Math.min(view.content().length(), from + bytes);
    byte[] content = view.content().toArray();
    return new Chunk(
        cursor,
        Bytes.utf8(Integer.toString(until)),
        Bytes.copyOf(java.util.Arrays.copyOfRange(content, from, until)),
        until == content.length);
  }

  /** The reading of a piece fails. */
  Optional<Event> failRead() {
    return toRead.isEmpty()
        ? Optional.empty()
        : Optional.of(new Event.ChunkFailed(toRead.remove().to()));
  }
}
