package io.kvasir.core.replication;

import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Elsewhere;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides one write's quorum, on a node that is a replica of its key. The operation is applied here
 * first, and its delta leaves this node only once it is durable here: a dot that a peer has seen
 * must survive our crash, or it would be minted twice.
 *
 * <p>A register's stamp may turn out to be lower than one that other replicas hold, if this one
 * missed that write and its clock is behind. When W have answered, the operation is applied once
 * more, above all that they hold, and only acknowledgements of that count. Any two W replicas have
 * one in common where 2 W &gt; N, so the second stamp lies above those of all writes that were
 * acknowledged before this one began; what it still meets is of a write under way at the same time,
 * and either may stay.
 *
 * <pre>
 * state        event             next          effects
 * (start)      quorums reachable OBSERVING     SendFetch to all others, when others must be observed
 * (start)      W reachable       APPLYING      Apply, when not
 * (start)      else              DONE          Complete(QuorumUnavailable, nothing applied)
 * OBSERVING    ReplicaObserved   …             Apply when enough have answered
 * OBSERVING    ReplicaFailed     …             Complete(QuorumUnavailable, nothing applied) when too few can
 * OBSERVING    DeadlineExpired   DONE          Complete(QuorumUnavailable, nothing applied)
 * APPLYING     LocalDurable      REPLICATING   SendReplicate to all others; Complete if W = 1
 * APPLYING     LocalRefused      DONE          Complete(Refused)
 * APPLYING     LocalFailed       DONE          Complete(QuorumUnavailable, maybe applied if tried)
 * REPLICATING  ReplicaAcked      …             Complete(Stored) at the W-th ack
 * REPLICATING  ReplicaAcked      APPLYING      Apply once more, at the W-th ack if a newer stamp was met
 * REPLICATING  ReplicaFailed     …             Complete(QuorumUnavailable) once W cannot be reached
 * APPLYING, REPLICATING  DeadlineExpired  DONE  Complete(Indeterminate)
 * </pre>
 *
 * It completes exactly once and ignores all that comes later.
 */
public final class WriteCoordinator {
  /** What the coordinator learns. */
  public sealed interface Event {
    /** What {@code replica} holds durably; empty when the key was never written there. */
    record ReplicaObserved(NodeId replica, Optional<Crdt> state) implements Event {}

    /** How applying the operation on this node ended; the first one counts. */
    sealed interface Local extends Event {}

    /** The operation is applied and durable on this node. */
    record LocalDurable(HybridTimestamp stamp) implements Local {}

    record LocalRefused(Refusal reason) implements Local {}

    /**
     * The local disk failed.
     *
     * @param maybeApplied whether the write may be on it all the same
     */
    record LocalFailed(boolean maybeApplied) implements Local {}

    /**
     * {@code replica} holds the delta of the last {@link LocalDurable} durably.
     *
     * @param newer the stamp that stays there, when it is not the delta's
     */
    record ReplicaAcked(NodeId replica, Optional<HybridTimestamp> newer) implements Event {
      /** The delta is the newest that {@code replica} holds. */
      public ReplicaAcked(NodeId replica) {
        this(replica, Optional.empty());
      }
    }

    /** {@code replica} will not answer: unreachable, refused, or its disk failed. */
    record ReplicaFailed(NodeId replica) implements Event {}

    record DeadlineExpired() implements Event {}
  }

  /** What the coordinator wants done, in this order. */
  public sealed interface Effect {
    /** Ask what a replica holds, within the operation's scope. */
    record SendFetch(NodeId to) implements Effect {}

    /** Apply the operation at the local replica, above what is known {@link #elsewhere}. */
    record Apply() implements Effect {}

    record SendReplicate(NodeId to) implements Effect {}

    /** Tell the client. */
    record Complete(WriteOutcome outcome) implements Effect {}

    record Observed(ReplicationObservation observation) implements Effect {}
  }

  private enum State {
    OBSERVING,
    APPLYING,
    REPLICATING,
    DONE
  }

  private final NodeId self;
  private final PreferenceList replicas;
  private final int needed;
  private final int observeNeeded;
  private final TreeMap<NodeId, Optional<Crdt>> observed = new TreeMap<>();
  private final TreeSet<NodeId> acked = new TreeSet<>();
  private final TreeSet<NodeId> failed = new TreeSet<>();
  private State state = State.APPLYING;
  private Optional<HybridTimestamp> stamp = Optional.empty();
  private HybridTimestamp newest = HybridTimestamp.ZERO;
  private boolean isRestamped;

  /** A write that needs to observe nobody but this replica. */
  public WriteCoordinator(NodeId self, PreferenceList replicas, int needed) {
    this(self, replicas, needed, 1);
  }

  /**
   * A write of {@code replicas}.
   *
   * @param self one of {@code replicas}
   * @param needed W, 1 and up; more than there are replicas can never be reached
   * @param observe how many replicas, this one included, must be observed first, 1 and up
   */
  public WriteCoordinator(NodeId self, PreferenceList replicas, int needed, int observe) {
    if (!replicas.contains(self) || needed < 1 || observe < 1) {
      throw new IllegalArgumentException(
          self + " cannot coordinate W=" + needed + " on " + replicas);
    }
    this.self = self;
    this.replicas = replicas;
    this.needed = needed;
    this.observeNeeded = observe - 1;
  }

  /**
   * Begins, unless a quorum is out of reach from the start.
   *
   * @param unreachable nodes that are known not to answer
   */
  public List<Effect> start(SortedSet<NodeId> unreachable) {
    long reachable =
        replicas.nodes().stream().filter(n -> n.equals(self) || !unreachable.contains(n)).count();
    if (reachable < Math.max(needed, observeNeeded + 1)) {
      return complete(notApplied());
    }
    return observeNeeded == 0 ? apply() : observe(unreachable);
  }

  private List<Effect> observe(SortedSet<NodeId> unreachable) {
    state = State.OBSERVING;
    List<Effect> effects = new ArrayList<>();
    for (NodeId replica : replicas.nodes()) {
      if (unreachable.contains(replica)) {
        failed.add(replica);
      } else if (!replica.equals(self)) {
        effects.add(new Effect.SendFetch(replica));
      }
    }
    return effects;
  }

  /** What the other replicas were seen to hold, in their order. */
  public Elsewhere elsewhere() {
    return new Elsewhere(observed.values().stream().flatMap(Optional::stream).toList(), newest);
  }

  public boolean isDone() {
    return state == State.DONE;
  }

  public List<Effect> on(Event event) {
    boolean isLate = event instanceof Event.Local && state != State.APPLYING;
    if (state == State.DONE || isLate) {
      return List.of();
    }
    return switch (event) {
      case Event.ReplicaObserved(NodeId replica, Optional<Crdt> held) -> observe(replica, held);
      case Event.LocalDurable(HybridTimestamp written) -> replicate(written);
      case Event.LocalRefused(Refusal reason) ->
          complete(isRestamped ? maybeApplied() : new WriteOutcome.Refused(reason));
      case Event.LocalFailed(boolean maybeApplied) ->
          complete(maybeApplied || isRestamped ? maybeApplied() : notApplied());
      case Event.ReplicaAcked(NodeId replica, Optional<HybridTimestamp> newer) ->
          acknowledge(replica, newer);
      case Event.ReplicaFailed(NodeId replica) -> fail(replica);
      case Event.DeadlineExpired() ->
          complete(
              state == State.OBSERVING
                  ? notApplied()
                  : new WriteOutcome.Indeterminate(acked.size(), needed));
    };
  }

  private WriteOutcome notApplied() {
    return new WriteOutcome.QuorumUnavailable(0, needed, false);
  }

  private WriteOutcome maybeApplied() {
    return new WriteOutcome.QuorumUnavailable(acked.size(), needed, true);
  }

  private List<Effect> observe(NodeId replica, Optional<Crdt> held) {
    if (state != State.OBSERVING || !replicas.contains(replica) || replica.equals(self)) {
      return List.of();
    }
    observed.put(replica, held);
    return observed.size() >= observeNeeded ? apply() : List.of();
  }

  /** Who failed to answer may still take the delta. */
  private List<Effect> apply() {
    state = State.APPLYING;
    failed.clear();
    return List.of(new Effect.Apply());
  }

  private List<Effect> replicate(HybridTimestamp written) {
    state = State.REPLICATING;
    stamp = Optional.of(written);
    acked.add(self);
    failed.remove(self);
    List<Effect> effects = new ArrayList<>();
    for (NodeId replica : replicas.nodes()) {
      if (!replica.equals(self)) {
        effects.add(new Effect.SendReplicate(replica));
      }
    }
    effects.addAll(decide());
    return effects;
  }

  private List<Effect> acknowledge(NodeId replica, Optional<HybridTimestamp> newer) {
    if (state == State.REPLICATING && replicas.contains(replica) && !replica.equals(self)) {
      acked.add(replica);
      failed.remove(replica);
      newest = newer.filter(met -> met.isAfter(newest)).orElse(newest);
    }
    return decide();
  }

  /** Who acknowledged the first stamp has yet to acknowledge the second. */
  private List<Effect> restamp() {
    state = State.APPLYING;
    isRestamped = true;
    acked.clear();
    return List.of(
        new Effect.Apply(), new Effect.Observed(new ReplicationObservation.WriteRestamped(newest)));
  }

  private List<Effect> fail(NodeId replica) {
    if (state == State.OBSERVING) {
      return failToObserve(replica);
    }
    if (!replicas.contains(replica) || acked.contains(replica) || !failed.add(replica)) {
      return List.of();
    }
    List<Effect> effects = new ArrayList<>();
    effects.add(new Effect.Observed(new ReplicationObservation.ReplicaMissed(replica)));
    effects.addAll(decide());
    return effects;
  }

  private List<Effect> failToObserve(NodeId replica) {
    if (replicas.contains(replica) && !observed.containsKey(replica)) {
      failed.add(replica);
    }
    return replicas.size() - 1 - failed.size() < observeNeeded ? complete(notApplied()) : List.of();
  }

  private List<Effect> decide() {
    if (state != State.REPLICATING) {
      return List.of();
    }
    if (acked.size() >= needed) {
      boolean isOverruled = newest.isAfter(HybridTimestamp.ZERO) && !isRestamped;
      return isOverruled
          ? restamp()
          : complete(new WriteOutcome.Stored(stamp.orElseThrow(), acked.size()));
    }
    if (replicas.size() - failed.size() < needed) {
      return complete(maybeApplied());
    }
    return List.of();
  }

  private List<Effect> complete(WriteOutcome outcome) {
    state = State.DONE;
    return List.of(
        new Effect.Complete(outcome),
        new Effect.Observed(new ReplicationObservation.WriteEnded(outcome)));
  }
}
