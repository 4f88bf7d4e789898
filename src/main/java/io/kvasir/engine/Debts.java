package io.kvasir.engine;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Outbox;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Tick;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import io.kvasir.engine.port.PartitionStore.StoredOutgoing;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The deltas that were filed here and that others have not acknowledged yet; runs the outbox. */
final class Debts {
  private final EngineConfig config;
  private final Tokens tokens;
  private final Engine.Ports ports;
  private final Peers peers;
  private final Supplier<Topology> topology;
  private final Fence fence;
  private final Consumer<Outbox.Effect.Lost> onLost;
  private final Outbox outbox;
  private final Resends resends;
  private long lastSequence;

  /**
   * @param burialClock its latest reading that is known here
   * @param onLost told of what is no longer sent again
   */
  Debts(
      EngineConfig config,
      Tokens tokens,
      Loop loop,
      Engine.Ports ports,
      Peers peers,
      Supplier<Topology> topology,
      Fence fence,
      LongSupplier burialClock,
      Consumer<Outbox.Effect.Lost> onLost) {
    this.config = config;
    this.tokens = tokens;
    this.ports = ports;
    this.peers = peers;
    this.topology = topology;
    this.fence = fence;
    this.onLost = onLost;
    this.outbox = new Outbox(config.hintsPerLoop());
    this.resends =
        new Resends(
            ports.store(),
            loop,
            this::resend,
            burialClock,
            fault -> observe(new ReplicationObservation.StorageFaulted(fault.reason())));
  }

  /** Takes over the deltas that an earlier life of this node could not deliver to all. */
  void recover(List<OutgoingRef> outgoing) {
    Tick longAgo = new Tick(Long.MIN_VALUE / 2);
    for (OutgoingRef ref : outgoing) {
      lastSequence = Math.max(lastSequence, ref.sequence());
      Outbox.Hint hint =
          new Outbox.Hint(
              ref.sequence(), ref.partition(), ref.entry(), ref.replicas(), ref.bytes());
      List<NodeId> others = others(ref.partition(), ref.replicas());
      outbox.append(hint, others, ports.timers().now(), longAgo).forEach(this::carryOut);
    }
  }

  /** Deltas are owed to those who hold their keys now. */
  void rehome() {
    outbox.rehome(this::others);
  }

  void tick() {
    Set<NodeId> members = topology.get().members().keySet();
    SortedSet<NodeId> busy =
        resends.isIdle() ? peers.unreachableOf(members) : new TreeSet<>(members);
    outbox.tick(ports.timers().now(), busy).forEach(this::carryOut);
  }

  /** By node. */
  SortedMap<NodeId, Outbox.Backlog> backlogs() {
    return outbox.backlogs();
  }

  /** Whether every delta that was filed here has arrived. */
  boolean areNone() {
    return outbox.size() == 0;
  }

  /** The number of the last delta that was filed. */
  long lastSequence() {
    return lastSequence;
  }

  /** The first delta of a partition that another replica lacks; behind all if there is none. */
  long lowest(PartitionId partition) {
    return outbox.lowestOwed(partition);
  }

  /** Whether there may be a stored delta of a partition. */
  boolean hasFiled(PartitionId partition) {
    return outbox.hasFiled(partition);
  }

  /** Whether another replica lacks a delta of a partition up to and with {@code sequence}. */
  boolean has(PartitionId partition, long sequence) {
    return outbox.owes(partition, sequence);
  }

  /** Whether another replica lacks a delta of a key. */
  boolean has(EntryKey entry) {
    return outbox.owes(entry);
  }

  /** All other replicas are owed a delta that is about to be stored, as it is to be stored. */
  Outgoing file(PartitionId partition, EntryKey entry, int replicas, Slice delta) {
    long sequence = ++lastSequence;
    Tick now = ports.timers().now();
    Outbox.Hint hint =
        new Outbox.Hint(sequence, partition, entry, replicas, Weight.of(delta.state()));
    outbox.append(hint, others(partition, replicas), now, now).forEach(this::carryOut);
    return new Outgoing(sequence, replicas, delta);
  }

  /** It was not stored; there is room for those that are. */
  void forget(long sequence) {
    outbox.forget(sequence);
  }

  /**
   * Sends {@code delta} of {@code sequence} to {@code to}; false when it does not leave this node.
   * What is of the past by now does not: who lost its disk would not know that.
   *
   * @param asOf when it was made, or known to be lacking
   */
  boolean send(long sequence, EntryKey entry, Slice delta, NodeId to, long asOf) {
    PartitionId partition =
        topology.get().ring().partitionOf(entry.bucket().name().value(), entry.key().value());
    return !fence.isPast(partition, entry, asOf)
        && peers.send(
            to, new ReplicaMessage.Replicate(tokens.ofNumber(sequence), entry, delta), asOf);
  }

  /** {@code from} has, or will never take, the delta behind {@code token}; gives its sequence. */
  long acknowledged(long token, NodeId from) {
    long sequence = tokens.numberOf(token);
    outbox.acknowledge(sequence, from);
    return sequence;
  }

  /** {@code from} did not take the delta behind {@code token}, but would if it were sent now. */
  void outdated(long token, NodeId from) {
    outbox.again(tokens.numberOf(token), from).ifPresent(this::carryOut);
  }

  long sequenceOf(long token) {
    return tokens.numberOf(token);
  }

  private List<NodeId> others(PartitionId partition, int replicas) {
    return topology.get().replicas(partition, replicas).all().stream()
        .filter(node -> !node.equals(config.self()))
        .toList();
  }

  private void carryOut(Outbox.Effect effect) {
    switch (effect) {
      case Outbox.Effect.Resend resend -> resends.add(resend);
      case Outbox.Effect.Lost lost -> onLost.accept(lost);
      case Outbox.Effect.Trim(PartitionId partition, long sequence) ->
          ports.store().trimOutgoing(partition, sequence);
      case Outbox.Effect.Observed(ReplicationObservation observation) -> observe(observation);
    }
  }

  private boolean resend(StoredOutgoing stored, NodeId to, long asOf) {
    Outgoing outgoing = stored.outgoing();
    return send(outgoing.sequence(), stored.entry(), outgoing.delta(), to, asOf);
  }

  private void observe(ReplicationObservation observation) {
    ports.observer().onReplication(observation);
  }
}
