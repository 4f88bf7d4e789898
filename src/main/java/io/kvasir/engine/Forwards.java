package io.kvasir.engine;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.WriteForwarder;
import io.kvasir.core.replication.WriteForwarder.Effect;
import io.kvasir.core.replication.WriteForwarder.Event;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.time.Deadline;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The writes that one loop handed to another node, and those it was handed. */
final class Forwards {
  /**
   * How many forwarded writes are remembered, so that a repeated message is not a repeated write.
   */
  private static final int REMEMBERED = 65_536;

  private record Received(NodeId from, long token) {}

  private final NodeId self;
  private final Tokens tokens;
  private final Peers peers;
  private final Deadlines deadlines;
  private final Timers timers;
  private final LongSupplier epoch;
  private final Writes.Restart restart;
  private long bytes;
  private final Map<Long, Forward> underWay = new LinkedHashMap<>();
  private final Map<Received, Boolean> received =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Received, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  Forwards(
      NodeId self,
      Tokens tokens,
      Peers peers,
      Deadlines deadlines,
      Timers timers,
      LongSupplier epoch,
      Writes.Restart restart) {
    this.self = self;
    this.epoch = epoch;
    this.restart = restart;
    this.tokens = tokens;
    this.peers = peers;
    this.deadlines = deadlines;
    this.timers = timers;
  }

  int size() {
    return underWay.size();
  }

  /** The payload of the writes under way. */
  long bytes() {
    return bytes;
  }

  /** Whether this forwarded write was not seen before. */
  boolean isFirst(NodeId from, long token) {
    return received.put(new Received(from, token), Boolean.TRUE) == null;
  }

  void begin(
      PreferenceList replicas,
      WriteRequest request,
      long timeoutMillis,
      Consumer<WriteOutcome> done) {
    long token = tokens.next();
    Deadline deadline = Deadline.after(timers.now(), timeoutMillis);
    Forward forward =
        new Forward(
            token,
            new WriteForwarder(replicas, request.writeQuorum().of(replicas.size())),
            request,
            deadline,
            done);
    underWay.put(token, forward);
    bytes += Weight.of(request.operation());
    TreeSet<NodeId> excluded = new TreeSet<>(peers.unreachableOf(replicas.nodes()));
    excluded.add(self);
    forward.carryOut(forward.forwarder.start(excluded));
    if (!forward.forwarder.isDone()) {
      forward.wait =
          Optional.of(
              deadlines.after(timeoutMillis, () -> forward.handle(new Event.DeadlineExpired())));
    }
  }

  void answered(long token, WriteOutcome outcome) {
    Forward forward = underWay.get(token);
    if (forward != null) {
      forward.handle(new Event.Answered(outcome));
    }
  }

  /** The topology is in another epoch: what waits for it goes where it belongs now. */
  void adopt() {
    List.copyOf(underWay.values()).stream()
        .filter(forward -> forward.isHeld)
        .forEach(Forward::startOver);
  }

  /** {@code by}, which works in {@code theirs}, did not begin the write. */
  void notForwarded(long token, NodeId by, long theirs) {
    Forward forward = underWay.get(token);
    if (forward != null) {
      forward.refused(by, theirs);
    }
  }

  void peerLost(NodeId peer) {
    List.copyOf(underWay.values()).forEach(forward -> forward.handle(new Event.ReplicaLost(peer)));
  }

  /** One forwarded write. */
  private final class Forward {
    private final long token;
    private final WriteForwarder forwarder;
    private final WriteRequest request;
    private final Deadline deadline;
    private final Consumer<WriteOutcome> done;
    private final @Nullable Trace trace = Trace.current();
    private Optional<Deadlines.Wait> wait = Optional.empty();
    private Optional<NodeId> asked = Optional.empty();
    private long askedIn;

    /** Certainly not begun, until this node has come to the epoch of those who refused it. */
    private boolean isHeld;

    Forward(
        long token,
        WriteForwarder forwarder,
        WriteRequest request,
        Deadline deadline,
        Consumer<WriteOutcome> done) {
      this.token = token;
      this.forwarder = forwarder;
      this.request = request;
      this.deadline = deadline;
      this.done = done;
    }

    void handle(Event event) {
      if (!isHeld) {
        carryOut(forwarder.on(event));
      } else if (event instanceof Event.DeadlineExpired) {
        complete(new WriteOutcome.QuorumUnavailable(0, forwarder.needed(), false));
      }
    }

    /** Who is not in this node's epoch is behind; but this node may be, or have been. */
    void refused(NodeId by, long theirs) {
      if (isHeld || !asked.equals(Optional.of(by))) {
        return;
      }
      if (theirs > epoch.getAsLong()) {
        isHeld = true;
      } else if (epoch.getAsLong() > askedIn) {
        startOver();
      } else {
        handle(new Event.NotSent(by));
      }
    }

    void startOver() {
      retire();
      restart.write(request, Math.max(1, deadline.remainingMillis(timers.now())), done);
    }

    void carryOut(List<Effect> effects) {
      Trace.run(trace, () -> effects.forEach(this::carryOut));
    }

    private void carryOut(Effect effect) {
      switch (effect) {
        case Effect.SendForward(NodeId to) -> send(to);
        case Effect.Complete(WriteOutcome outcome) -> complete(outcome);
      }
    }

    private void complete(WriteOutcome outcome) {
      retire();
      done.accept(outcome);
    }

    private void retire() {
      underWay.remove(token);
      bytes -= Weight.of(request.operation());
      wait.ifPresent(Deadlines.Wait::cancel);
    }

    private void send(NodeId to) {
      asked = Optional.of(to);
      askedIn = epoch.getAsLong();
      long left = deadline.remainingMillis(timers.now());
      if (!peers.send(to, new ReplicaMessage.ForwardWrite(token, request, left))) {
        handle(new Event.NotSent(to));
      }
    }
  }
}
