package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.ReplicaId;
import java.util.List;
import java.util.Optional;

/** What a replica wants done, in this order. */
public sealed interface Effect {
  record Send(ReplicaId to, RaftMessage message) implements Effect {}

  /** Store; answered by {@link Event.Persisted}. Tickets ascend. */
  record Persist(long ticket, LogWrite write) implements Effect {}

  /**
   * Let the state machine go through these entries, which follow those of the effect before;
   * answered by {@link Event.Applied}.
   */
  record Apply(List<LogEntry> entries) implements Effect {}

  /**
   * The request has a place in the log. It came to be when the entry applied at {@code index} is of
   * {@code term}, and never will when that entry is of another.
   */
  record Proposed(long token, long index, long term) implements Effect {}

  /**
   * Nothing came of the request.
   *
   * @param leader where it may be asked for
   */
  record Refused(long token, Refusal reason, Optional<ReplicaId> leader) implements Effect {}

  /** A read sees all it must when all entries up to {@code index} are applied. */
  record ReadReady(long token, long index) implements Effect {}

  /** The log up to {@code start} is not needed any more. */
  record Compact(LogStart start) implements Effect {}

  /**
   * Read a piece of the state machine for {@code to}, all pieces of one view until {@link
   * CloseSnapshot}; answered by {@link Event.ChunkRead} or {@link Event.ChunkFailed}.
   *
   * @param cursor empty for the beginning
   */
  record ReadChunk(ReplicaId to, Bytes cursor, int bytes) implements Effect {}

  record CloseSnapshot(ReplicaId to) implements Effect {}

  /** Keep a received piece aside; answered by {@link Event.ChunkStaged}. */
  record StageChunk(LogStart head, Chunk chunk) implements Effect {}

  /**
   * Keep the last piece and make the snapshot the state; answered by {@link Event.Installed}. No
   * apply is under way then, and none follows before the answer.
   */
  record Install(LogStart head, Chunk last) implements Effect {}

  /** The role, the term or the known leader changed. */
  record RoleChanged(Role role, long term, Optional<ReplicaId> leader) implements Effect {}

  record Observed(RaftObservation observation) implements Effect {}
}
