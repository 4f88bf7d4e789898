package io.kvasir.core.replication;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Replicas;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/**
 * Decides one read's quorum, on any node. With R = 1 it asks one replica at a time, the local one
 * first; with more it asks all at once and answers after R. An absent key is an answer. It stays
 * after completion until every replica it asked has answered or the deadline passed, so that each
 * one found behind is repaired with what the others hold.
 *
 * <p>While ownership of the key changes, R of the present and R of the next replicas must answer: a
 * node that has not heard of the end of the change would else not meet what was written since.
 *
 * <p>A read in a session answers once enough replicas hold what it shows ({@link WriteBack}).
 *
 * <pre>
 * state     event             next      effects
 * (start)   –                 ASKING    SendFetch…, or Complete(QuorumUnavailable)
 * ASKING    ReplicaAnswered   …         Complete(Answered) at the R-th answer; or
 *                             TELLING   SendWriteBack… to those who answered with less of it
 * ASKING    ReplicaFailed     …         SendFetch(next), or Complete(QuorumUnavailable)
 * ASKING    DeadlineExpired   CLOSED    Complete(TimedOut)
 * TELLING   ReplicaMerged     ANSWERED  Complete(Answered) once enough hold it
 * TELLING   ReplicaAnswered   …         SendWriteBack to it, or as above
 * TELLING   ReplicaFailed     …         Complete(QuorumUnavailable) when they cannot be enough
 * TELLING   DeadlineExpired   CLOSED    Complete(TimedOut)
 * ANSWERED  last answer in, or DeadlineExpired:  CLOSED    SendRepair to every stale replica
 * </pre>
 */
public final class ReadCoordinator {
  /** What the coordinator learns. */
  public sealed interface Event {
    /** What {@code replica} holds durably; empty when the key was never written there. */
    record ReplicaAnswered(NodeId replica, Optional<Crdt> state) implements Event {}

    record ReplicaFailed(NodeId replica) implements Event {}

    /** One of the states that {@code replica} was told is durable there. */
    record ReplicaMerged(NodeId replica) implements Event {}

    record DeadlineExpired() implements Event {}
  }

  /** What the coordinator wants done, in this order. */
  public sealed interface Effect {
    record SendFetch(NodeId to) implements Effect {}

    /** Tell the client. */
    record Complete(ReadOutcome outcome) implements Effect {}

    /** Send a state to a replica that lacks some of it, and say when it is durable there. */
    record SendWriteBack(NodeId to, Crdt state) implements Effect {}

    /** Send a state to a replica that lacks some of it; no answer is awaited. */
    record SendRepair(NodeId to, Crdt state) implements Effect {}

    record Observed(ReplicationObservation observation) implements Effect {}
  }

  private enum State {
    ASKING,
    TELLING,
    ANSWERED,
    CLOSED
  }

  private final JointQuorum quorum;
  private final ArrayDeque<NodeId> unasked = new ArrayDeque<>();
  private final TreeSet<NodeId> outstanding = new TreeSet<>();
  private final TreeMap<NodeId, Optional<Crdt>> answers = new TreeMap<>();
  private final DataType type;
  private final Optional<JointQuorum> holders;
  private Optional<WriteBack> writeBack = Optional.empty();
  private Optional<ReadOutcome> shown = Optional.empty();
  private State state = State.ASKING;

  /**
   * @param self this node, asked first when it is one of {@code replicas}
   * @param needed R of a list of so many, 1 and up; more than there are can never be reached
   */
  public ReadCoordinator(NodeId self, Replicas replicas, DataType type, IntUnaryOperator needed) {
    this(self, replicas, type, needed, Optional.empty());
  }

  /**
   * @param holders of a list of so many, how many must hold what is answered; no more than are
   *     needed to answer
   */
  public ReadCoordinator(
      NodeId self,
      Replicas replicas,
      DataType type,
      IntUnaryOperator needed,
      Optional<IntUnaryOperator> holders) {
    this.quorum = JointQuorum.of(replicas, needed);
    this.holders = holders.map(of -> JointQuorum.of(replicas, of));
    if (quorum.shares().stream().anyMatch(share -> share.needed() < 1)) {
      throw new IllegalArgumentException("a read of " + quorum);
    }
    this.type = type;
    for (NodeId replica : replicas.all()) {
      if (replica.equals(self)) {
        unasked.addFirst(replica);
      } else {
        unasked.addLast(replica);
      }
    }
  }

  /**
   * Begins, unless the quorum is out of reach from the start.
   *
   * @param unreachable nodes that are known not to answer
   */
  public List<Effect> start(SortedSet<NodeId> unreachable) {
    unasked.removeAll(unreachable);
    if (!quorum.isMet(new TreeSet<>(unasked))) {
      return complete(unavailable(), State.CLOSED);
    }
    boolean one = quorum.shares().stream().allMatch(share -> share.needed() == 1);
    return one ? askEnough() : askAll();
  }

  /** Whether the client still waits. */
  public boolean isAsking() {
    return state == State.ASKING || state == State.TELLING;
  }

  /** Whether nothing more will come of this coordinator. */
  public boolean isClosed() {
    return state == State.CLOSED;
  }

  public List<Effect> on(Event event) {
    if (state == State.CLOSED) {
      return List.of();
    }
    return switch (event) {
      case Event.ReplicaAnswered(NodeId replica, Optional<Crdt> held) -> answer(replica, held);
      case Event.ReplicaFailed(NodeId replica) -> fail(replica);
      case Event.ReplicaMerged(NodeId replica) -> merged(replica);
      case Event.DeadlineExpired() -> expire();
    };
  }

  private List<Effect> answer(NodeId replica, Optional<Crdt> held) {
    if (!outstanding.remove(replica)) {
      return List.of();
    }
    answers.put(replica, held);
    List<Effect> effects = new ArrayList<>();
    if (state == State.ASKING && quorum.isMet(answers.keySet())) {
      effects.addAll(conclude());
    } else if (state == State.TELLING) {
      effects.addAll(tell(writeBack.orElseThrow(), replica));
      effects.addAll(showIfHeld());
    }
    effects.addAll(closeIfAllIn());
    return effects;
  }

  private List<Effect> conclude() {
    ReadOutcome outcome = outcome();
    if (holders.isEmpty() || !isOfOneType()) {
      return complete(outcome, State.ANSWERED);
    }
    state = State.TELLING;
    shown = Optional.of(outcome);
    WriteBack telling = new WriteBack(holders.get(), lacked());
    writeBack = Optional.of(telling);
    List<Effect> effects = new ArrayList<>();
    answers.keySet().forEach(replica -> effects.addAll(tell(telling, replica)));
    effects.addAll(showIfHeld());
    return effects;
  }

  private List<Effect> tell(WriteBack telling, NodeId replica) {
    Optional<Crdt> held = answers.getOrDefault(replica, Optional.empty());
    List<Effect> effects = new ArrayList<>();
    for (Crdt lacking : telling.tell(replica, held.orElseGet(() -> Crdt.bottom(type)))) {
      effects.add(new Effect.SendWriteBack(replica, lacking));
    }
    if (!effects.isEmpty()) {
      effects.add(new Effect.Observed(new ReplicationObservation.ReplicaRepaired(replica)));
    }
    return effects;
  }

  private List<Effect> merged(NodeId replica) {
    writeBack.ifPresent(telling -> telling.merged(replica));
    List<Effect> effects = new ArrayList<>(showIfHeld());
    effects.addAll(closeIfAllIn());
    return effects;
  }

  private List<Effect> showIfHeld() {
    return state == State.TELLING && writeBack.orElseThrow().isMet()
        ? complete(shown.orElseThrow(), State.ANSWERED)
        : List.of();
  }

  private List<Effect> fail(NodeId replica) {
    boolean wasOutstanding = outstanding.remove(replica);
    if (state == State.TELLING) {
      return failTelling(replica);
    }
    if (!wasOutstanding) {
      return List.of();
    }
    if (state == State.ANSWERED) {
      return closeIfAllIn();
    }
    TreeSet<NodeId> left = new TreeSet<>(unasked);
    left.addAll(hoped());
    return quorum.isMet(left) ? askEnough() : complete(unavailable(), State.CLOSED);
  }

  private List<Effect> failTelling(NodeId replica) {
    WriteBack telling = writeBack.orElseThrow();
    telling.failed(replica);
    return telling.isPossible(outstanding)
        ? List.of()
        : complete(telling.unavailable(), State.CLOSED);
  }

  private ReadOutcome unavailable() {
    JointQuorum.Share farthest = quorum.farthest(answers.keySet());
    return new ReadOutcome.QuorumUnavailable(farthest.count(answers.keySet()), farthest.needed());
  }

  /** Those who answered or may. */
  private SortedSet<NodeId> hoped() {
    TreeSet<NodeId> hoped = new TreeSet<>(answers.keySet());
    hoped.addAll(outstanding);
    return hoped;
  }

  private List<Effect> expire() {
    if (state == State.ASKING) {
      JointQuorum.Share farthest = quorum.farthest(answers.keySet());
      return complete(
          new ReadOutcome.TimedOut(farthest.count(answers.keySet()), farthest.needed()),
          State.CLOSED);
    }
    if (state == State.TELLING) {
      return complete(writeBack.orElseThrow().timedOut(), State.CLOSED);
    }
    outstanding.clear();
    return closeIfAllIn();
  }

  private List<Effect> askAll() {
    List<Effect> effects = new ArrayList<>();
    while (!unasked.isEmpty()) {
      effects.add(ask(unasked.element()));
    }
    return effects;
  }

  /** As few as make a quorum, if they answer. */
  private List<Effect> askEnough() {
    List<Effect> effects = new ArrayList<>();
    for (NodeId replica : List.copyOf(unasked)) {
      if (quorum.isServedBy(replica, hoped())) {
        effects.add(ask(replica));
      }
    }
    return effects;
  }

  private Effect ask(NodeId replica) {
    unasked.remove(replica);
    outstanding.add(replica);
    return new Effect.SendFetch(replica);
  }

  private ReadOutcome outcome() {
    return met()
        .<ReadOutcome>map(ReadOutcome.Answered::new)
        .orElseGet(ReadOutcome.Conflicting::new);
  }

  /** What all answers come to; empty when they are of different types. */
  private Optional<Crdt> met() {
    return isOfOneType() ? Optional.of(Crdt.meet(type, held())) : Optional.empty();
  }

  private boolean isOfOneType() {
    return held().stream().allMatch(state -> state.type() == type);
  }

  private List<Crdt> held() {
    return answers.values().stream().flatMap(Optional::stream).toList();
  }

  private List<Effect> closeIfAllIn() {
    if (state != State.ANSWERED || !outstanding.isEmpty()) {
      return List.of();
    }
    state = State.CLOSED;
    return isOfOneType() ? repair() : List.of();
  }

  /**
   * What may be new to some replica: the join of all. Where something was over before something
   * else was written, it is what the others hold, one by one: what goes by that is for each to
   * remove.
   */
  private List<Crdt> lacked() {
    Crdt join = held().stream().reduce(Crdt.bottom(type), Crdt::join);
    boolean isPlain = join.equals(Crdt.meet(type, held()));
    return isPlain ? List.of(join) : held();
  }

  /** Who answered alone lacks nothing of what was answered. */
  private List<Effect> repair() {
    if (answers.size() == 1) {
      return List.of();
    }
    List<Crdt> lacked = lacked();
    List<Effect> effects = new ArrayList<>();
    for (Map.Entry<NodeId, Optional<Crdt>> answer : answers.entrySet()) {
      NodeId replica = answer.getKey();
      Crdt held = answer.getValue().orElseGet(() -> Crdt.bottom(type));
      List<Crdt> lacking =
          WriteBack.lackedBy(held, lacked).stream()
              .filter(state -> !wasTold(replica, state))
              .toList();
      lacking.forEach(state -> effects.add(new Effect.SendRepair(replica, state)));
      if (!lacking.isEmpty()) {
        effects.add(new Effect.Observed(new ReplicationObservation.ReplicaRepaired(replica)));
      }
    }
    return effects;
  }

  private boolean wasTold(NodeId replica, Crdt state) {
    return writeBack.filter(telling -> telling.hasTold(replica, state)).isPresent();
  }

  private List<Effect> complete(ReadOutcome outcome, State next) {
    state = next;
    return List.of(
        new Effect.Complete(outcome),
        new Effect.Observed(new ReplicationObservation.ReadEnded(outcome)));
  }
}
