package io.kvasir.engine;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.replication.WriteCoordinator;
import io.kvasir.core.replication.WriteCoordinator.Effect;
import io.kvasir.core.replication.WriteCoordinator.Event;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.time.Deadline;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Trace;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The writes that one loop coordinates. */
final class Writes {
  /** Where a write goes that must be begun anew. */
  interface Restart {
    void write(WriteRequest request, long timeoutMillis, Consumer<WriteOutcome> done);
  }

  private final NodeId self;
  private final Tokens tokens;
  private final LocalReplica replica;
  private final Debts debts;
  private final Peers peers;
  private final Deadlines deadlines;
  private final Timers timers;
  private final Observer observer;
  private final Supplier<Topology> topology;
  private final Restart restart;
  private final Set<Write> underWay = new LinkedHashSet<>();
  private final Map<Long, Write> bySequence = new HashMap<>();
  private final Map<Long, Write> byToken = new HashMap<>();
  private long bytes;

  Writes(
      NodeId self,
      Tokens tokens,
      LocalReplica replica,
      Debts debts,
      Peers peers,
      Deadlines deadlines,
      Timers timers,
      Observer observer,
      Supplier<Topology> topology,
      Restart restart) {
    this.timers = timers;
    this.topology = topology;
    this.restart = restart;
    this.self = self;
    this.tokens = tokens;
    this.replica = replica;
    this.debts = debts;
    this.peers = peers;
    this.deadlines = deadlines;
    this.observer = observer;
  }

  int size() {
    return underWay.size();
  }

  /** The payload of the writes under way; of those that are applied, the replica counts it too. */
  long bytes() {
    return bytes;
  }

  void begin(
      PartitionId partition,
      Replicas replicas,
      WriteRequest request,
      long timeoutMillis,
      Consumer<WriteOutcome> done) {
    WriteCoordinator coordinator =
        new WriteCoordinator(
            self, replicas, size -> request.writeQuorum().of(size), request::observeQuorumOf);
    Deadline end = Deadline.after(timers.now(), timeoutMillis);
    Write write = new Write(coordinator, partition, request, end, done);
    underWay.add(write);
    bytes += write.weight;
    write.carryOut(coordinator.start(peers.unreachableOf(replicas.all())));
    if (!coordinator.isDone()) {
      write.deadline =
          Optional.of(
              deadlines.after(timeoutMillis, () -> write.handle(new Event.DeadlineExpired())));
    }
  }

  /** The topology is in another epoch. */
  void adopt() {
    List.copyOf(underWay).forEach(Write::follow);
  }

  void acknowledged(long sequence, NodeId by, Optional<HybridTimestamp> newer) {
    tell(sequence, new Event.ReplicaAcked(by, newer));
  }

  void failed(long sequence, NodeId by) {
    tell(sequence, new Event.ReplicaFailed(by));
  }

  /** What a replica holds, asked for before an observing operation is applied. */
  void observed(long token, NodeId by, Optional<Crdt> state) {
    Write write = byToken.get(token);
    if (write != null) {
      write.handle(new Event.ReplicaObserved(by, state));
    }
  }

  void notObserved(long token, NodeId by) {
    Write write = byToken.get(token);
    if (write != null) {
      write.handle(new Event.ReplicaFailed(by));
    }
  }

  void peerLost(NodeId peer) {
    List.copyOf(underWay).forEach(write -> write.handle(new Event.ReplicaFailed(peer)));
  }

  private void tell(long sequence, Event event) {
    Write write = bySequence.get(sequence);
    if (write != null) {
      write.handle(event);
    }
  }

  /** One write: its coordinator and what the coordinator's effects need. */
  private final class Write implements LocalReplica.Applicant {
    private final WriteCoordinator coordinator;
    private final PartitionId partition;
    private final WriteRequest request;
    private final Deadline end;
    private final Consumer<WriteOutcome> done;
    private final long weight;
    private final @Nullable Trace trace = Trace.current();
    private long token = Tokens.UNANSWERED;
    private long sequence;
    private Optional<Slice> delta = Optional.empty();
    private Optional<Deadlines.Wait> deadline = Optional.empty();
    private Optional<Deadlines.Wait> consultation = Optional.empty();
    private long epoch;
    private long asOf;

    Write(
        WriteCoordinator coordinator,
        PartitionId partition,
        WriteRequest request,
        Deadline end,
        Consumer<WriteOutcome> done) {
      this.coordinator = coordinator;
      this.partition = partition;
      this.request = request;
      this.end = end;
      this.done = done;
      this.weight = Weight.of(request.operation());
      this.epoch = topology.get().epoch();
    }

    void handle(Event event) {
      follow();
      carryOut(coordinator.on(event));
    }

    void follow() {
      Topology now = topology.get();
      if (now.epoch() != epoch) {
        epoch = now.epoch();
        Replicas replicas = now.replicas(partition, request.replicas());
        carryOut(coordinator.on(new Event.ReplicasChanged(replicas)));
      }
    }

    void carryOut(List<Effect> effects) {
      Trace.run(trace, () -> effects.forEach(this::carryOut));
    }

    private void carryOut(Effect effect) {
      switch (effect) {
        case Effect.SendFetch(NodeId to) -> fetch(to);
        case Effect.Apply() -> apply();
        case Effect.SendReplicate(NodeId to) -> replicate(to);
        case Effect.StartOver() -> startOver();
        case Effect.Complete(WriteOutcome outcome) -> complete(outcome);
        case Effect.Observed(ReplicationObservation observation) ->
            observer.onReplication(observation);
      }
    }

    private void fetch(NodeId to) {
      if (token == Tokens.UNANSWERED) {
        token = tokens.next();
        byToken.put(token, this);
      }
      ReplicaMessage question =
          new ReplicaMessage.Fetch(token, request.entry(), request.operation().scope());
      if (!peers.send(to, question)) {
        handle(new Event.ReplicaFailed(to));
      }
    }

    /** What is said of an earlier delta of this write counts no more. */
    private void apply() {
      byToken.remove(token);
      bySequence.remove(sequence);
      asOf = peers.clock();
      replica.apply(partition, request, coordinator.elsewhere(), this);
    }

    private void replicate(NodeId to) {
      EntryKey entry = request.entry();
      if (!debts.send(sequence, entry, delta.orElseThrow(), to, asOf)) {
        handle(new Event.ReplicaFailed(to));
      }
    }

    private void startOver() {
      retire();
      restart.write(request, Math.max(1, end.remainingMillis(timers.now())), done);
    }

    private void complete(WriteOutcome outcome) {
      retire();
      done.accept(
          outcome instanceof WriteOutcome.Stored stored
              ? stored.showing(delta.orElseThrow().state())
              : outcome);
    }

    private void retire() {
      underWay.remove(this);
      bytes -= weight;
      deadline.ifPresent(Deadlines.Wait::cancel);
      consultation.ifPresent(Deadlines.Wait::cancel);
      bySequence.remove(sequence);
      byToken.remove(token);
    }

    @Override
    public void applied(long filedAs, Slice made, HybridTimestamp stamp) {
      sequence = filedAs;
      delta = Optional.of(made);
      if (!coordinator.isDone()) {
        bySequence.put(filedAs, this);
        handle(new Event.LocalDurable(stamp));
      }
    }

    /** Who does not answer in half the time that is left may be asked to store it all the same. */
    @Override
    public void expired() {
      long patience = Math.max(1, end.remainingMillis(timers.now()) / 2);
      consultation =
          Optional.of(deadlines.after(patience, () -> handle(new Event.PatienceExpired())));
      handle(new Event.LocalExpired());
    }

    @Override
    public void refused(Refusal reason) {
      handle(new Event.LocalRefused(reason));
    }

    @Override
    public void failed(boolean maybeApplied) {
      handle(new Event.LocalFailed(maybeApplied));
    }
  }
}
