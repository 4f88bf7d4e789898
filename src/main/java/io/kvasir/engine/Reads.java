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
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.Observer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The reads that one loop coordinates. */
final class Reads {
  private final NodeId self;
  private final Tokens tokens;
  private final LocalReplica replica;
  private final Peers peers;
  private final Deadlines deadlines;
  private final Observer observer;
  private final Map<Long, Read> underWay = new LinkedHashMap<>();

  Reads(
      NodeId self,
      Tokens tokens,
      LocalReplica replica,
      Peers peers,
      Deadlines deadlines,
      Observer observer) {
    this.self = self;
    this.tokens = tokens;
    this.replica = replica;
    this.peers = peers;
    this.deadlines = deadlines;
    this.observer = observer;
  }

  int size() {
    return underWay.size();
  }

  void begin(
      PartitionId partition,
      PreferenceList replicas,
      ReadRequest request,
      long timeoutMillis,
      Consumer<ReadOutcome> done) {
    ReadCoordinator coordinator =
        new ReadCoordinator(self, replicas, request.type(), request.readQuorum());
    Read read = new Read(tokens.next(), coordinator, partition, request.entry(), done);
    underWay.put(read.token, read);
    read.carryOut(coordinator.start(peers.unreachableOf(replicas)));
    read.retireIfClosed();
    if (!coordinator.isClosed()) {
      read.deadline =
          Optional.of(
              deadlines.after(timeoutMillis, () -> read.handle(new Event.DeadlineExpired())));
    }
  }

  void answered(long token, NodeId by, Optional<Crdt> state) {
    tell(token, new Event.ReplicaAnswered(by, state));
  }

  void failed(long token, NodeId by) {
    tell(token, new Event.ReplicaFailed(by));
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
    private final EntryKey entry;
    private final Consumer<ReadOutcome> done;
    private Optional<Deadlines.Wait> deadline = Optional.empty();

    Read(
        long token,
        ReadCoordinator coordinator,
        PartitionId partition,
        EntryKey entry,
        Consumer<ReadOutcome> done) {
      this.token = token;
      this.coordinator = coordinator;
      this.partition = partition;
      this.entry = entry;
      this.done = done;
    }

    void handle(Event event) {
      carryOut(coordinator.on(event));
      retireIfClosed();
    }

    void retireIfClosed() {
      if (coordinator.isClosed()) {
        underWay.remove(token);
        deadline.ifPresent(Deadlines.Wait::cancel);
      }
    }

    void carryOut(List<Effect> effects) {
      for (Effect effect : effects) {
        switch (effect) {
          case Effect.SendFetch(NodeId to) -> fetch(to);
          case Effect.Complete(ReadOutcome outcome) -> done.accept(outcome);
          case Effect.SendRepair(NodeId to, Crdt state) -> repair(to, Slice.whole(state));
          case Effect.Observed(ReplicationObservation observation) ->
              observer.onReplication(observation);
        }
      }
    }

    private void fetch(NodeId to) {
      if (to.equals(self)) {
        replica.load(
            partition,
            entry,
            Scope.whole(),
            stored -> handle(new Event.ReplicaAnswered(self, stored.map(Slice::state))),
            () -> handle(new Event.ReplicaFailed(self)));
      } else if (!peers.send(to, new ReplicaMessage.Fetch(token, entry))) {
        handle(new Event.ReplicaFailed(to));
      }
    }

    /** Nobody waits for a repair. */
    private void repair(NodeId to, Slice state) {
      if (to.equals(self)) {
        replica.merge(partition, entry, state, self, Tokens.UNANSWERED);
      } else {
        peers.send(to, new ReplicaMessage.Replicate(Tokens.UNANSWERED, entry, state));
      }
    }
  }
}
