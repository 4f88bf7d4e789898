package io.kvasir.engine;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadCoordinator;
import io.kvasir.core.replication.ReadCoordinator.Effect;
import io.kvasir.core.replication.ReadCoordinator.Event;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.time.Deadline;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The reads that one loop coordinates. */
final class Reads {
  /** Where a read goes that must be begun anew. */
  interface Restart {
    void read(ReadRequest request, long timeoutMillis, Consumer<ReadOutcome> done);
  }

  private final NodeId self;
  private final Tokens tokens;
  private final LocalReplica replica;
  private final Fence fence;
  private final Peers peers;
  private final Deadlines deadlines;
  private final Timers timers;
  private final Observer observer;
  private final AgreedClock clock;
  private final Predicate<EntryKey> hasVote;
  private final Restart restart;
  private final Map<Long, Read> underWay = new LinkedHashMap<>();
  private final Map<Long, Read> writingBack = new HashMap<>();

  Reads(
      NodeId self,
      Tokens tokens,
      LocalReplica replica,
      Fence fence,
      Peers peers,
      Deadlines deadlines,
      Timers timers,
      Observer observer,
      AgreedClock clock,
      Predicate<EntryKey> hasVote,
      Restart restart) {
    this.clock = clock;
    this.hasVote = hasVote;
    this.timers = timers;
    this.restart = restart;
    this.self = self;
    this.tokens = tokens;
    this.replica = replica;
    this.fence = fence;
    this.peers = peers;
    this.deadlines = deadlines;
    this.observer = observer;
  }

  int size() {
    return underWay.size();
  }

  void begin(
      PartitionId partition,
      Replicas replicas,
      ReadRequest request,
      long timeoutMillis,
      Consumer<ReadOutcome> done) {
    ReadCoordinator coordinator =
        new ReadCoordinator(
            self,
            replicas,
            request.type(),
            request::neededOf,
            request.session().map(session -> ReadRequest.SHOWN::of));
    Deadline end = Deadline.after(timers.now(), timeoutMillis);
    Read read = new Read(tokens.next(), coordinator, partition, request, end, done);
    underWay.put(read.token, read);
    read.carryOut(coordinator.start(peers.unreachableOf(replicas.all())));
    read.retireIfClosed();
    if (!coordinator.isClosed()) {
      read.deadline =
          Optional.of(
              deadlines.after(timeoutMillis, () -> read.handle(new Event.DeadlineExpired())));
    }
  }

  /**
   * The topology is in another epoch. What was asked in the last may be refused, and who was asked
   * may be the wrong ones.
   */
  void adopt() {
    List.copyOf(underWay.values()).stream()
        .filter(read -> read.coordinator.isAsking())
        .forEach(Read::startOver);
  }

  void answered(long token, NodeId by, Optional<Crdt> state) {
    tell(token, new Event.ReplicaAnswered(by, state));
  }

  void failed(long token, NodeId by) {
    tell(token, new Event.ReplicaFailed(by));
  }

  /** Whether a token is of a state that a read told somebody. */
  boolean isOfWriteBack(long token) {
    return writingBack.containsKey(token);
  }

  /**
   * What a replica was told is durable there, or is not.
   *
   * @param counts whether it is, and that counts towards a quorum
   */
  void merged(long token, NodeId by, boolean counts) {
    Read read = writingBack.remove(token);
    if (read != null) {
      read.handle(counts ? new Event.ReplicaMerged(by) : new Event.ReplicaFailed(by));
    }
  }

  void peerLost(NodeId peer) {
    List.copyOf(underWay.values()).forEach(read -> read.handle(new Event.ReplicaFailed(peer)));
  }

  private void tell(long token, Event event) {
    Read read = underWay.get(token);
    if (read != null) {
      read.handle(event);
    }
  }

  /** One read: its coordinator and what the coordinator's effects need. */
  private final class Read {
    private final long token;
    private final ReadCoordinator coordinator;
    private final PartitionId partition;
    private final ReadRequest request;
    private final EntryKey entry;
    private final Deadline end;
    private final Consumer<ReadOutcome> done;
    private final long asOf = peers.clock();
    private final @Nullable Trace trace = Trace.current();
    private final List<Long> told = new ArrayList<>();
    private Optional<Deadlines.Wait> deadline = Optional.empty();

    Read(
        long token,
        ReadCoordinator coordinator,
        PartitionId partition,
        ReadRequest request,
        Deadline end,
        Consumer<ReadOutcome> done) {
      this.token = token;
      this.coordinator = coordinator;
      this.partition = partition;
      this.request = request;
      this.entry = request.entry();
      this.end = end;
      this.done = done;
    }

    void handle(Event event) {
      carryOut(coordinator.on(event));
      retireIfClosed();
    }

    void startOver() {
      retire();
      restart.read(request, Math.max(1, end.remainingMillis(timers.now())), done);
    }

    void retireIfClosed() {
      if (coordinator.isClosed()) {
        retire();
      }
    }

    private void retire() {
      underWay.remove(token);
      told.forEach(writingBack::remove);
      deadline.ifPresent(Deadlines.Wait::cancel);
    }

    void carryOut(List<Effect> effects) {
      Trace.run(trace, () -> effects.forEach(this::carryOut));
    }

    private void carryOut(Effect effect) {
      switch (effect) {
        case Effect.SendFetch(NodeId to) -> fetch(to);
        case Effect.Complete(ReadOutcome outcome) -> done.accept(visible(outcome));
        case Effect.SendWriteBack(NodeId to, Crdt state) -> writeBack(to, Slice.whole(state));
        case Effect.SendRepair(NodeId to, Crdt state) -> repair(to, Slice.whole(state));
        case Effect.Observed(ReplicationObservation observation) ->
            observer.onReplication(observation);
      }
    }

    /** What has ended is not seen, though it may still be stored. */
    private ReadOutcome visible(ReadOutcome outcome) {
      return outcome instanceof ReadOutcome.Answered(Crdt state)
          ? new ReadOutcome.Answered(state.visible(clock.millis()))
          : outcome;
    }

    private void fetch(NodeId to) {
      if (to.equals(self) && !hasVote.test(entry)) {
        handle(new Event.ReplicaFailed(self));
      } else if (to.equals(self)) {
        replica.load(
            partition,
            entry,
            Scope.whole(),
            stored -> answered(token, self, stored.map(Slice::state)),
            () -> failed(token, self));
      } else if (!peers.send(to, new ReplicaMessage.Fetch(token, entry))) {
        handle(new Event.ReplicaFailed(to));
      }
    }

    /** Who lost its disk would not know that it is of the past. */
    private void writeBack(NodeId to, Slice state) {
      if (coordinator.isClosed()) {
        return;
      }
      if (fence.isPast(partition, entry, asOf)) {
        handle(new Event.ReplicaFailed(to));
      } else if (to.equals(self)) {
        replica.merge(
            partition,
            entry,
            state,
            asOf,
            Merger.of(
                durable -> handle(new Event.ReplicaMerged(self)),
                refused -> handle(new Event.ReplicaFailed(self))));
      } else {
        long aside = tokens.nextAside();
        told.add(aside);
        writingBack.put(aside, this);
        if (!peers.send(to, new ReplicaMessage.Replicate(aside, entry, state), asOf)) {
          merged(aside, to, false);
        }
      }
    }

    /** Nobody waits for a repair; one who lost its disk would not know that it is of the past. */
    private void repair(NodeId to, Slice state) {
      if (to.equals(self)) {
        replica.merge(partition, entry, state, asOf, Merger.NOBODY);
      } else if (!fence.isPast(partition, entry, asOf)) {
        peers.send(to, new ReplicaMessage.Replicate(Tokens.UNANSWERED, entry, state), asOf);
      }
    }
  }
}
