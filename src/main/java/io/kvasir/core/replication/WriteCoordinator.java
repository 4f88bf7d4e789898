package io.kvasir.core.replication;

import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Elsewhere;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

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
 * <p>While ownership of the key changes, W of the present and W of the next replicas must
 * acknowledge it. When the replicas change under way, what counts from then on is the new lists,
 * and who has not acknowledged is sent the delta again: in the epoch that ended it may have been
 * refused.
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
 * APPLYING     LocalExpired      CONSULTING    SendFetch to all others; Apply if none is needed
 * CONSULTING   ReplicaObserved   …             Apply when one of them must have what was acknowledged
 * CONSULTING   ReplicaFailed     …             Apply when nobody is left, and those who answered make W;
 *                                              else Complete(QuorumUnavailable, nothing applied)
 * CONSULTING   PatienceExpired   …             Apply if those who answered make W
 * CONSULTING   DeadlineExpired   DONE          Complete(QuorumUnavailable, nothing applied)
 * APPLYING     LocalRefused      DONE          Complete(Refused)
 * APPLYING     LocalFailed       DONE          Complete(QuorumUnavailable, maybe applied if tried)
 * REPLICATING  ReplicaAcked      …             Complete(Stored) at the W-th ack
 * REPLICATING  ReplicaAcked      APPLYING      Apply once more, at the W-th ack if a newer stamp was met
 * REPLICATING  ReplicaAcked      DONE          Complete(QuorumUnavailable), when it would, but is no replica any more
 * REPLICATING  ReplicaFailed     …             Complete(QuorumUnavailable) once W cannot be reached
 * OBSERVING, CONSULTING  ReplicasChanged  DONE  StartOver
 * APPLYING     ReplicasChanged   …
 * REPLICATING  ReplicasChanged   …             SendReplicate to all that have not acknowledged; as for an ack
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
     * The time of the key is up, as far as is known here. Others may know that it was given more: a
     * write removes what is over, so they are asked first.
     */
    record LocalExpired() implements Local {}

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

    /**
     * The key has other replicas, or is asked for in another epoch; what was sent may be refused.
     */
    record ReplicasChanged(Replicas replicas) implements Event {}

    record DeadlineExpired() implements Event {}

    /** Who was asked since {@link LocalExpired}, and has not answered, is not waited for. */
    record PatienceExpired() implements Event {}
  }

  /** What the coordinator wants done, in this order. */
  public sealed interface Effect {
    /** Ask what a replica holds, within the operation's scope. */
    record SendFetch(NodeId to) implements Effect {}

    /** Apply the operation at the local replica, above what is known {@link #elsewhere}. */
    record Apply() implements Effect {}

    record SendReplicate(NodeId to) implements Effect {}

    /** Nothing was applied; begin the write again, where it belongs now. */
    record StartOver() implements Effect {}

    /** Tell the client. */
    record Complete(WriteOutcome outcome) implements Effect {}

    record Observed(ReplicationObservation observation) implements Effect {}
  }

  private enum State {
    OBSERVING,
    CONSULTING,
    APPLYING,
    REPLICATING,
    DONE
  }

  private final NodeId self;
  private final IntUnaryOperator needed;
  private final JointQuorum views;
  private final JointQuorum knowing;
  private final TreeMap<NodeId, Optional<Crdt>> observed = new TreeMap<>();
  private final TreeSet<NodeId> acked = new TreeSet<>();
  private final TreeSet<NodeId> failed = new TreeSet<>();
  private Replicas replicas;
  private JointQuorum acks;
  private State state = State.APPLYING;
  private Optional<HybridTimestamp> stamp = Optional.empty();
  private HybridTimestamp newest = HybridTimestamp.ZERO;
  private boolean isRestamped;
  private boolean isConsulted;

  /**
   * A write of {@code replicas}.
   *
   * @param self one of the present {@code replicas}
   * @param needed W of a list of so many, 1 and up; more than there are can never be reached
   * @param observe how many of a list of so many, this replica included, must be observed first; 1:
   *     nobody but this one
   */
  public WriteCoordinator(
      NodeId self, Replicas replicas, IntUnaryOperator needed, IntUnaryOperator observe) {
    this.self = self;
    this.replicas = replicas;
    this.needed = needed;
    this.acks = JointQuorum.of(replicas, needed);
    this.views =
        JointQuorum.of(
            replicas, size -> observe.applyAsInt(size) == 1 ? 0 : observe.applyAsInt(size));
    this.knowing = JointQuorum.meeting(replicas, needed);
    boolean valid =
        acks.shares().stream().allMatch(share -> share.needed() >= 1)
            && views.shares().stream().allMatch(share -> share.needed() >= 0);
    if (!replicas.current().contains(self) || !valid) {
      throw new IllegalArgumentException(self + " cannot coordinate " + acks + " " + views);
    }
  }

  /**
   * Begins, unless a quorum is out of reach from the start.
   *
   * @param unreachable nodes that are known not to answer
   */
  public List<Effect> start(SortedSet<NodeId> unreachable) {
    TreeSet<NodeId> missing = new TreeSet<>(unreachable);
    missing.remove(self);
    if (!acks.isPossibleWithout(missing) || !views.isPossibleWithout(missing)) {
      return complete(notApplied());
    }
    return hasObservedEnough() ? apply() : observe(missing);
  }

  private boolean hasObservedEnough() {
    return views.isMet(seen());
  }

  private SortedSet<NodeId> seen() {
    TreeSet<NodeId> seen = new TreeSet<>(observed.keySet());
    seen.add(self);
    return seen;
  }

  private List<Effect> consult() {
    isConsulted = true;
    if (knowing.isMet(seen())) {
      return apply();
    }
    state = State.CONSULTING;
    return replicas.all().stream()
        .filter(replica -> !seen().contains(replica))
        .<Effect>map(Effect.SendFetch::new)
        .toList();
  }

  /** Enough know what was acknowledged; or nobody else is to be had, and W are. */
  private List<Effect> proceed(boolean isPatient) {
    boolean isLast = !isPatient || replicas.all().stream().allMatch(this::hasAnswered);
    if (knowing.isMet(seen()) || (isLast && acks.isMet(seen()))) {
      return apply();
    }
    return isLast && isPatient ? complete(notApplied()) : List.of();
  }

  private boolean hasAnswered(NodeId replica) {
    return failed.contains(replica) || seen().contains(replica);
  }

  private List<Effect> observe(SortedSet<NodeId> unreachable) {
    state = State.OBSERVING;
    List<Effect> effects = new ArrayList<>();
    for (NodeId replica : replicas.all()) {
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
    List<Crdt> states = observed.values().stream().flatMap(Optional::stream).toList();
    return new Elsewhere(states, newest, isConsulted);
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
      case Event.LocalExpired() -> isConsulted ? complete(notApplied()) : consult();
      case Event.LocalRefused(Refusal reason) ->
          complete(isRestamped ? maybeApplied() : new WriteOutcome.Refused(reason));
      case Event.LocalFailed(boolean maybeApplied) ->
          complete(maybeApplied || isRestamped ? maybeApplied() : notApplied());
      case Event.ReplicaAcked(NodeId replica, Optional<HybridTimestamp> newer) ->
          acknowledge(replica, newer);
      case Event.ReplicaFailed(NodeId replica) -> fail(replica);
      case Event.ReplicasChanged(Replicas changed) -> change(changed);
      case Event.DeadlineExpired() -> complete(isAsking() ? notApplied() : indeterminate());
      case Event.PatienceExpired() -> state == State.CONSULTING ? proceed(false) : List.of();
    };
  }

  private WriteOutcome notApplied() {
    JointQuorum.Share farthest = acks.farthest(new TreeSet<>());
    return new WriteOutcome.QuorumUnavailable(0, farthest.needed(), false);
  }

  private WriteOutcome maybeApplied() {
    JointQuorum.Share farthest = acks.farthest(acked);
    return new WriteOutcome.QuorumUnavailable(farthest.count(acked), farthest.needed(), true);
  }

  private WriteOutcome indeterminate() {
    JointQuorum.Share farthest = acks.farthest(acked);
    return new WriteOutcome.Indeterminate(farthest.count(acked), farthest.needed());
  }

  private List<Effect> observe(NodeId replica, Optional<Crdt> held) {
    if (!isAsking() || !replicas.contains(replica) || replica.equals(self)) {
      return List.of();
    }
    observed.put(replica, held);
    if (state == State.CONSULTING) {
      return proceed(true);
    }
    return hasObservedEnough() ? apply() : List.of();
  }

  /** Nothing was applied yet. */
  private boolean isAsking() {
    return state == State.OBSERVING || state == State.CONSULTING;
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
    return replicate();
  }

  /** To all that have not acknowledged it. */
  private List<Effect> replicate() {
    List<Effect> effects = new ArrayList<>();
    for (NodeId replica : replicas.all()) {
      if (!replica.equals(self) && !acked.contains(replica)) {
        effects.add(new Effect.SendReplicate(replica));
      }
    }
    effects.addAll(decide());
    return effects;
  }

  private List<Effect> change(Replicas changed) {
    if (isAsking()) {
      state = State.DONE;
      return List.of(new Effect.StartOver());
    }
    replicas = changed;
    acks = JointQuorum.of(changed, needed);
    failed.clear();
    return state == State.REPLICATING ? replicate() : List.of();
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
    if (isAsking()) {
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
    if (state == State.CONSULTING) {
      return proceed(true);
    }
    return views.isPossibleWithout(failed) ? List.of() : complete(notApplied());
  }

  private List<Effect> decide() {
    if (state != State.REPLICATING) {
      return List.of();
    }
    if (acks.isMet(acked)) {
      boolean isOverruled = newest.isAfter(HybridTimestamp.ZERO) && !isRestamped;
      if (isOverruled) {
        return replicas.contains(self) ? restamp() : complete(maybeApplied());
      }
      return complete(new WriteOutcome.Stored(stamp.orElseThrow(), acked.size()));
    }
    if (!acks.isPossibleWithout(failed)) {
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
