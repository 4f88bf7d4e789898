package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.fixture.Explorer;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One write that {@code a} coordinates while {@code g} takes the place of {@code l} beside {@code
 * a} and {@code b}, and one read that begins once the write is acknowledged, with the real
 * coordinators. Epoch 1 is before the transition, 2 during, 3 after it; each node hears of each in
 * its own time. What {@code l} holds goes to {@code g} at some moment after {@code l} heard of the
 * transition; when it went, the transition may settle. Messages arrive in any order or not in time,
 * and {@code l} takes its time to make durable what it was sent.
 */
final class TransitionWorld implements Explorer.World {
  /** The rules that make it work, so that each can be left out. */
  record Rules(boolean oldEpochsAreRefused, boolean lateMergesDoNotCount, boolean readsAreJoint) {
    static final Rules ALL = new Rules(true, true, true);
  }

  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId G = new NodeId("g");
  private static final NodeId L = new NodeId("l");
  private static final PreferenceList BEFORE = new PreferenceList(List.of(A, B, L));
  private static final PreferenceList AFTER = new PreferenceList(List.of(A, B, G));
  private static final Crdt WRITTEN = PnCounter.BOTTOM.adjust(new Actor(1), 1);

  /** A delta, or a question of the reader. */
  private record Message(String kind, NodeId to, long epoch) {}

  private final Rules rules;
  private final NodeId readingNode;
  private final WriteCoordinator writer;
  private final TreeMap<NodeId, Long> known = new TreeMap<>();
  private final TreeSet<NodeId> durable = new TreeSet<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<Message> merging = new ArrayList<>();
  private final TreeSet<NodeId> acks = new TreeSet<>();
  private final TreeSet<String> writerKnows = new TreeSet<>();
  private final TreeSet<String> readerKnows = new TreeSet<>();
  private Optional<ReadCoordinator> reader = Optional.empty();
  private long committed = 1;
  private boolean transferred;
  private boolean applying;
  private boolean stored;
  private boolean answered;

  TransitionWorld(Rules rules, NodeId readingNode, int writeQuorum) {
    this.rules = rules;
    this.readingNode = readingNode;
    List.of(A, B, G, L).forEach(node -> known.put(node, 1L));
    writer = new WriteCoordinator(A, replicas(1), size -> writeQuorum, size -> 1);
    carryOutWrite(writer.start(new TreeSet<>()));
  }

  private static Replicas replicas(long epoch) {
    if (epoch == 2) {
      return Replicas.changing(BEFORE, AFTER);
    }
    return Replicas.settled(epoch == 1 ? BEFORE : AFTER);
  }

  private long known(NodeId node) {
    return known.getOrDefault(node, 0L);
  }

  @Override
  public List<Explorer.Choice> choices() {
    List<Explorer.Choice> choices = new ArrayList<>();
    if (committed == 1 || (committed == 2 && transferred)) {
      choices.add(new Explorer.Choice("commit", "epoch", () -> committed++));
    }
    if (committed == 2 && known(L) == 2 && !transferred) {
      choices.add(new Explorer.Choice("hand over", "l to g", this::transfer));
    }
    known.keySet().stream()
        .filter(node -> known(node) < committed)
        .forEach(node -> choices.add(new Explorer.Choice("hears", node.value(), () -> hear(node))));
    if (applying) {
      choices.add(new Explorer.Choice("applies", "a", this::applied));
    }
    if (stored && reader.isEmpty()) {
      choices.add(new Explorer.Choice("begin", "read", this::beginRead));
    }
    List.copyOf(messages).forEach(m -> add(choices, m.toString(), () -> deliver(m)));
    List.copyOf(merging).forEach(m -> add(choices, "durable " + m, () -> merged(m)));
    List.copyOf(acks).forEach(node -> add(choices, "ack of " + node, () -> deliver(node)));
    return choices;
  }

  private static void add(List<Explorer.Choice> choices, String what, Runnable happen) {
    choices.add(new Explorer.Choice("deliver", what, happen));
  }

  /** Two that are alike do what one does. */
  private static <T> void add(List<T> all, T one) {
    if (!all.contains(one)) {
      all.add(one);
    }
  }

  private void transfer() {
    transferred = true;
    if (durable.contains(L)) {
      durable.add(G);
    }
  }

  private void hear(NodeId node) {
    known.merge(node, 1L, Long::sum);
    if (rules.oldEpochsAreRefused()) {
      messages.removeIf(m -> m.to().equals(node) && m.epoch() < known(node));
    }
    if (node.equals(A)) {
      tellWriter(new WriteCoordinator.Event.ReplicasChanged(replicas(known(A))));
    }
    if (node.equals(readingNode) && reader.isPresent() && !answered) {
      beginRead();
    }
  }

  private void applied() {
    applying = false;
    durable.add(A);
    tellWriter(new WriteCoordinator.Event.LocalDurable(new HybridTimestamp(1, 0)));
  }

  private void tellWriter(WriteCoordinator.Event event) {
    if (!stored) {
      if (event instanceof WriteCoordinator.Event.ReplicaAcked(NodeId replica, var newer)) {
        writerKnows.add(replica.value());
      }
      carryOutWrite(writer.on(event));
    }
  }

  private void carryOutWrite(List<WriteCoordinator.Effect> effects) {
    for (WriteCoordinator.Effect effect : effects) {
      switch (effect) {
        case WriteCoordinator.Effect.Apply apply -> applying = true;
        case WriteCoordinator.Effect.SendReplicate(NodeId to) ->
            add(messages, new Message("replicate", to, known(A)));
        case WriteCoordinator.Effect.Complete(WriteOutcome outcome) -> {
          assertThat(outcome).isInstanceOf(WriteOutcome.Stored.class);
          stored = true;
          loseTheRest();
        }
        case WriteCoordinator.Effect.SendFetch fetch -> throw new AssertionError(fetch);
        case WriteCoordinator.Effect.StartOver startOver -> throw new AssertionError(startOver);
        case WriteCoordinator.Effect.Observed observed -> {}
      }
    }
  }

  /** What nobody waits for any more can only help; the worst is that it never arrives. */
  private void loseTheRest() {
    messages.clear();
    merging.clear();
    acks.clear();
  }

  /** By what this node knows; what an earlier round asked counts no more. */
  private void beginRead() {
    readerKnows.clear();
    loseTheRest();
    long epoch = known(readingNode);
    Replicas replicas =
        rules.readsAreJoint() ? replicas(epoch) : Replicas.settled(replicas(epoch).current());
    ReadCoordinator next =
        new ReadCoordinator(readingNode, replicas, DataType.PN_COUNTER, size -> 2);
    reader = Optional.of(next);
    carryOutRead(next.start(new TreeSet<>()));
  }

  private void carryOutRead(List<ReadCoordinator.Effect> effects) {
    for (ReadCoordinator.Effect effect : effects) {
      switch (effect) {
        case ReadCoordinator.Effect.SendFetch(NodeId to) ->
            add(messages, new Message("fetch", to, known(readingNode)));
        case ReadCoordinator.Effect.Complete(ReadOutcome outcome) -> {
          assertThat(outcome).as("what is read").isEqualTo(new ReadOutcome.Answered(WRITTEN));
          answered = true;
        }
        case ReadCoordinator.Effect.SendWriteBack told -> throw new AssertionError(told);
        case ReadCoordinator.Effect.SendRepair repair -> {}
        case ReadCoordinator.Effect.Observed observed -> {}
      }
    }
  }

  private void deliver(Message message) {
    messages.remove(message);
    if (rules.oldEpochsAreRefused() && message.epoch() < known(message.to())) {
      return;
    }
    if (message.kind().equals("fetch")) {
      answerRead(message.to());
    } else if (message.to().equals(L)) {
      add(merging, message);
    } else {
      merged(message);
    }
  }

  /** When the reader gets the answer makes no difference to what it says. */
  private void answerRead(NodeId from) {
    boolean held = durable.contains(from);
    readerKnows.add(from + (held ? "+" : "-"));
    Optional<Crdt> state = held ? Optional.of(WRITTEN) : Optional.empty();
    reader.ifPresent(
        r -> carryOutRead(r.on(new ReadCoordinator.Event.ReplicaAnswered(from, state))));
  }

  private void merged(Message message) {
    merging.remove(message);
    durable.add(message.to());
    if (!rules.lateMergesDoNotCount() || message.epoch() >= known(message.to())) {
      acks.add(message.to());
    }
  }

  private void deliver(NodeId acknowledging) {
    acks.remove(acknowledging);
    tellWriter(new WriteCoordinator.Event.ReplicaAcked(acknowledging));
  }

  /** Who heard of all, and was answered by all, has come to an end. */
  @Override
  public void ended() {
    assertThat(committed).isEqualTo(3);
    assertThat(stored).as("the write is acknowledged").isTrue();
    assertThat(answered).as("the read is answered").isTrue();
  }

  @Override
  public String fingerprint() {
    return committed
        + " "
        + known
        + durable
        + new TreeSet<>(names(messages))
        + new TreeSet<>(names(merging))
        + acks
        + writerKnows
        + readerKnows
        + transferred
        + applying
        + stored
        + answered
        + reader.isPresent();
  }

  private static List<String> names(List<?> all) {
    return all.stream().map(Object::toString).toList();
  }
}
