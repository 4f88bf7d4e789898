package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;

/**
 * What a replica learns. Tokens are the caller's; each is answered by exactly one effect, unless
 * the replica is forgotten first.
 */
public sealed interface Event {
  /** A tick of the clock went by. */
  record Ticked() implements Event {}

  record Received(ReplicaId from, RaftMessage message) implements Event {}

  /** Append a command. Answered by {@link Effect.Proposed} or {@link Effect.Refused}. */
  record Propose(long token, Bytes command) implements Event {}

  /**
   * From which index on does a read see all that was acknowledged by now? Answered by {@link
   * Effect.ReadReady} or {@link Effect.Refused}.
   */
  record Read(long token) implements Event {}

  /** Change the members. Answered by {@link Effect.Proposed} or {@link Effect.Refused}. */
  record ChangeMembers(long token, MembershipChange change) implements Event {}

  /** Hand leadership to {@code to}; what comes of it shows in the role. */
  record TransferLeadership(ReplicaId to) implements Event {}

  /** The write of that ticket is durable, and so are all before. */
  record Persisted(long ticket) implements Event {}

  /** The state machine went through all entries up to {@code index}. */
  record Applied(long index) implements Event {}

  /** A piece of the state machine, applied up to {@code applied}, for {@code to}. */
  record ChunkRead(ReplicaId to, long applied, Chunk chunk) implements Event {}

  /** The piece could not be read. */
  record ChunkFailed(ReplicaId to) implements Event {}

  /** A received chunk is kept durably; the one to come begins at {@code next}. */
  record ChunkStaged(LogStart head, Bytes next) implements Event {}

  /** A received snapshot is the state now, durably. */
  record Installed(LogStart head) implements Event {}

  /** The node is out of reach; a hint that a leader on it may be gone. */
  record NodeLost(NodeId node) implements Event {}
}
