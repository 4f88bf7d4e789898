package io.kvasir.core.burial;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.burial.BurialMessage.Answer;
import io.kvasir.core.burial.BurialMessage.Grave;
import io.kvasir.core.burial.BurialMessage.Question;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Remains;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.crdt.Writer;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.Lineage;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridClock;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * One key on three replicas, {@code a}, {@code b} and {@code c}, and {@code d}, a member that was a
 * replica and may still owe them what it wrote then, until it is removed. All of them write,
 * delete, crash and bury as chance has it, on disks that keep what was committed, over a network
 * that loses, repeats and reorders, whoever a message finds. The shell around {@link Agreement} and
 * {@link Burials} is a model of the real one: what it rests on is in {@link Flaw}, so that each can
 * be left out.
 */
final class BurialWorld {
  /** What can be left out. */
  enum Flaw {
    NONE,
    /** One replica is not asked, and taken to have nothing left and to owe nothing. */
    ONE_IS_PRESUMED,
    /** Nobody is asked whether its deltas were delivered. */
    DELTAS_MAY_BE_OWED,
    /** Delivered deltas stay filed, and are sent again after a restart. */
    DELIVERED_DELTAS_STAY,
    /** What was read before the fence is taken. */
    THE_PAST_IS_TAKEN,
    /** What was read before the fence is sent, also to who lost its disk since. */
    THE_PAST_IS_SENT,
    /** After a drop the same actor mints. */
    THE_ACTOR_STAYS,
    /** Who is no member any more is listened to. */
    LEAVERS_ARE_HEARD
  }

  static final List<DataType> TYPES =
      List.of(DataType.OR_SWOT, DataType.MV_REGISTER, DataType.EW_FLAG, DataType.PN_COUNTER);

  /** With so many letters under way nothing is sent again. */
  private static final int CROWD = 30;

  private static final EntryKey KEY = States.entry("b", "k");
  private static final Element ELEMENT = new Element("e");
  private static final NodeId FORMER = new NodeId("d");
  private static final NodeId PRESUMED = new NodeId("c");
  private static final List<NodeId> HOLDERS = List.of(new NodeId("a"), new NodeId("b"), PRESUMED);

  /** What travels; of what carries a state with the reading as of which it was read. */
  private sealed interface Body {
    record Delta(long life, long sequence, Slice delta, long asOf) implements Body {}

    record Ack(long life, long sequence) implements Body {}

    /** What came is of the past. */
    record Outdated() implements Body {}

    record Read(Crdt state, long asOf) implements Body {}

    record Ask(long token, long epoch, Question question) implements Body {}

    record Tell(long token, Answer answer) implements Body {}

    record Bury(long epoch, long fence, List<Grave> graves) implements Body {}
  }

  /**
   * {@code clock} is what the sender knew of the burial clock. Whom it is for may have restarted
   * since, but not lost its disk: what is sent is sent to that life.
   */
  private record Letter(NodeId from, NodeId to, int birth, Body body, long clock) {}

  /** A reader that gathers states, to bring a replica up to date with them. */
  private record Gathered(long asOf, Crdt state) {}

  /** A machine. */
  private final class Node {
    final NodeId id;
    Actor identity = new Actor(random.nextLong());
    int birth;
    // On its disk.
    final TreeMap<Long, Slice> filed = new TreeMap<>();
    Optional<Crdt> state = Optional.empty();
    Burials burials = Burials.none(new PartitionId(0), HOLDERS.size());
    long sequence;
    long epoch = 1;
    // In its memory.
    TreeMap<Long, SortedSet<NodeId>> owed = new TreeMap<>();
    HybridClock stamps = new HybridClock();
    long life = random.nextLong();
    long clock;
    Optional<Gathered> gathered = Optional.empty();
    Optional<Agreement> agreement = Optional.empty();
    TreeMap<Long, NodeId> waiting = new TreeMap<>();
    boolean waits;

    Node(NodeId id) {
      this.id = id;
    }

    boolean holds() {
      return HOLDERS.contains(id);
    }

    Crdt known() {
      return state.orElseGet(() -> Crdt.bottom(type));
    }

    void restart() {
      life = random.nextLong();
      if (!holds()) {
        burials = Burials.none(new PartitionId(0), HOLDERS.size());
      }
      clock = burials.fence();
      owed = new TreeMap<>();
      filed.keySet().forEach(each -> owed.put(each, others(id)));
      stamps = new HybridClock();
      gathered = Optional.empty();
      agreement = Optional.empty();
      waiting = new TreeMap<>();
      waits = false;
    }

    /** It loses its disk, and is somebody new. */
    void wipe() {
      filed.clear();
      state = Optional.empty();
      burials = Burials.none(new PartitionId(0), HOLDERS.size());
      identity = new Actor(random.nextLong());
      sequence = 0;
      birth++;
      restart();
    }

    void write(Operation operation) {
      long number = flaw == Flaw.THE_ACTOR_STAYS ? 0 : burials.number();
      Writer writer = new Writer(Lineage.of(identity, number), stamps, stamps, burials.floor());
      Crdt before = known();
      Slice minted = writer.admit(before, writer.write(before, operation, wall(id)));
      Crdt delta = minted.state();
      Slice said =
          before.isPresent()
              ? minted
              : new Slice(delta.under(delta.context().join(before.context())), minted.scope());
      note(before, said.state());
      state = Optional.of(Crdt.join(before, said.state()));
      filed.put(++sequence, said);
      owed.put(sequence, others(id));
    }

    void merge(Slice said) {
      long number = flaw == Flaw.THE_ACTOR_STAYS ? 0 : burials.number();
      Writer writer = new Writer(Lineage.of(identity, number), stamps, stamps, burials.floor());
      Crdt joined = Crdt.join(known(), writer.admit(known(), said).state());
      if (!joined.equals(known())) {
        state = Optional.of(joined);
      }
    }

    /** What was delivered to all, durably. */
    void trim() {
      if (flaw != Flaw.DELIVERED_DELTAS_STAY) {
        filed.keySet().retainAll(owed.keySet());
      }
    }

    void receive(Letter letter) {
      if (letter.birth() != birth) {
        return;
      }
      clock = Math.max(clock, letter.clock());
      boolean isStranger = epoch == 2 && letter.from().equals(FORMER);
      if (isStranger && flaw != Flaw.LEAVERS_ARE_HEARD) {
        return;
      }
      switch (letter.body()) {
        case Body.Delta(long from, long number, Slice delta, long asOf) -> {
          if (holds() && isPast(asOf)) {
            send(id, letter.from(), new Body.Outdated());
          } else if (holds()) {
            merge(delta);
            send(id, letter.from(), new Body.Ack(from, number));
          }
        }
        case Body.Read(Crdt read, long asOf) -> {
          if (holds() && !isPast(asOf)) {
            merge(Slice.whole(read));
          }
        }
        case Body.Ack(long of, long number) -> {
          SortedSet<NodeId> waiting = owed.get(number);
          if (of == life && waiting != null && waiting.remove(letter.from()) && waiting.isEmpty()) {
            owed.remove(number);
          }
        }
        case Body.Outdated() -> {}
        case Body.Ask(long asked, long in, Question question) ->
            send(id, letter.from(), new Body.Tell(asked, answer(in, question)));
        case Body.Tell(long told, Answer answer) -> {
          if (waiting.remove(told) != null) {
            on(new Agreement.Event.Answered(letter.from(), answer));
          }
        }
        case Body.Bury(long in, long fence, List<Grave> graves) -> {
          if (holds() && in == epoch && burials.fence() >= fence) {
            graves.forEach(this::bury);
          }
        }
      }
    }

    boolean isPast(long asOf) {
      return flaw != Flaw.THE_PAST_IS_TAKEN && asOf < burials.fence();
    }

    Answer answer(long in, Question question) {
      if (in != epoch) {
        return new Answer.NotReady();
      }
      return switch (question) {
        case Question.Survey(List<EntryKey> entries) -> remaining(entries.size());
        case Question.Confirm(long last, HybridTimestamp floor) -> {
          if (flaw != Flaw.DELTAS_MAY_BE_OWED && !owed.headMap(last, true).isEmpty()) {
            yield new Answer.Owing();
          }
          burials = burials.above(floor);
          trim();
          yield new Answer.Delivered(life, clock);
        }
        case Question.Fence(long fence, List<EntryKey> entries) -> {
          burials = burials.behind(fence);
          clock = Math.max(clock, fence);
          yield remaining(entries.size());
        }
      };
    }

    private Answer remaining(int entries) {
      long hash = state.map(Remains::hash).orElse(Remains.NONE);
      HybridTimestamp newest = state.map(Remains::newest).orElse(HybridTimestamp.ZERO);
      return new Answer.Remaining(life, sequence, Collections.nCopies(entries, hash), newest);
    }

    private Answer presumed(Question question) {
      return switch (question) {
        case Question.Survey survey -> nothing();
        case Question.Confirm confirm -> new Answer.Delivered(1, 0);
        case Question.Fence fence -> nothing();
      };
    }

    private Answer nothing() {
      return new Answer.Remaining(1, 0, List.of(Remains.NONE), HybridTimestamp.ZERO);
    }

    private void bury(Grave grave) {
      if (state.isPresent() && Remains.hash(state.get()) == grave.remains()) {
        drops++;
        requireForgotten(this, state.get());
        dropped = Crdt.join(dropped, state.get());
        state = Optional.empty();
      }
    }

    void begin() {
      waiting.clear();
      List<NodeId> members = new ArrayList<>(HOLDERS);
      if (epoch == 1) {
        members.add(FORMER);
      }
      Agreement next = new Agreement(HOLDERS, members, List.of(KEY));
      agreement = Optional.of(next);
      waits = false;
      next.start().forEach(this::carryOut);
    }

    void on(Agreement.Event event) {
      agreement.ifPresent(running -> running.on(event).forEach(this::carryOut));
    }

    private void carryOut(Agreement.Effect effect) {
      switch (effect) {
        case Agreement.Effect.Ask(NodeId to, Question question) -> {
          if (flaw == Flaw.ONE_IS_PRESUMED && to.equals(PRESUMED)) {
            on(new Agreement.Event.Answered(to, presumed(question)));
            return;
          }
          long token = random.nextLong();
          waiting.put(token, to);
          send(id, to, new Body.Ask(token, epoch, question));
        }
        case Agreement.Effect.Wait() -> waits = true;
        case Agreement.Effect.Bury(NodeId to, long fence, List<Grave> graves) ->
            send(id, to, new Body.Bury(epoch, fence, graves));
        case Agreement.Effect.End end -> agreement = Optional.empty();
      }
    }
  }

  private final DataType type;
  private final Flaw flaw;
  private final boolean disksAreLost;
  private final Random random;
  private final TreeMap<NodeId, Node> nodes = new TreeMap<>();
  private final List<Letter> letters = new ArrayList<>();
  private final List<Crdt> writes = new ArrayList<>();
  private final TreeSet<Dot> minted = new TreeSet<>();
  private Crdt dropped;
  private long epoch = 1;
  private long steps;
  private int drops;

  BurialWorld(DataType type, Flaw flaw, boolean disksAreLost, Random random) {
    this.disksAreLost = disksAreLost;
    this.type = type;
    this.flaw = flaw;
    this.random = random;
    this.dropped = Crdt.bottom(type);
    HOLDERS.forEach(id -> nodes.put(id, new Node(id)));
    Node former = new Node(FORMER);
    nodes.put(FORMER, former);
    for (int i = random.nextInt(3); i > 0; i--) {
      former.write(operation());
    }
    former.state = Optional.empty();
  }

  /** Nothing is minted twice. */
  private void note(Crdt before, Crdt delta) {
    for (Dot dot : delta.dots().dots()) {
      if (!before.dots().dots().contains(dot)) {
        assertThat(minted.add(dot)).as("%s is minted once", dot).isTrue();
      }
    }
    writes.add(delta);
  }

  int drops() {
    return drops;
  }

  private static SortedSet<NodeId> others(NodeId self) {
    TreeSet<NodeId> others = new TreeSet<>(HOLDERS);
    others.remove(self);
    return others;
  }

  /** Clocks that are off by as much as many writes take. */
  private long wall(NodeId node) {
    return 1 + steps / 4 + (node.equals(PRESUMED) ? 40 : 0);
  }

  private Operation operation() {
    return switch (type) {
      case OR_SWOT -> new Operation.Add(new TreeSet<>(List.of(ELEMENT)));
      case PN_COUNTER -> new Operation.Adjust(1);
      case EW_FLAG -> new Operation.Enable();
      default -> new Operation.Put(Value.text("v"));
    };
  }

  private void send(NodeId from, NodeId to, Body body) {
    long clock = node(from).clock;
    letters.add(new Letter(from, to, node(to).birth, body, clock));
  }

  private Node node(NodeId id) {
    return Optional.ofNullable(nodes.get(id)).orElseThrow();
  }

  private Node any() {
    return pick(List.copyOf(nodes.values()));
  }

  private Node holder() {
    return node(pick(HOLDERS));
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Any of all the things that can happen next. */
  void step() {
    steps++;
    switch (random.nextInt(100)) {
      case 0 -> fail();
      case 1 -> epoch = random.nextInt(8) == 0 ? 2 : epoch;
      case 2, 3 -> holder().epoch = epoch;
      case 4 -> any().trim();
      case 5, 6, 7 -> use(holder());
      case 8, 9 -> offer(holder(), holder());
      case 10 -> gather(any());
      case 11 -> repair(any());
      case 12, 13, 14 -> beginUnlessBusy(holder());
      case 15 -> holder().on(new Agreement.Event.Missed(any().id));
      case 16, 17, 18 -> resume(holder());
      case 19, 20, 21, 22, 23 -> resend(any());
      default -> deliver();
    }
    requireNothingBack();
  }

  private void fail() {
    if (disksAreLost && random.nextInt(3) == 0) {
      holder().wipe();
    } else {
      any().restart();
    }
  }

  /** For a while often, then for a while hardly ever. */
  private void use(Node node) {
    if (steps / 100 % 2 == 0 || random.nextInt(20) == 0) {
      node.write(random.nextInt(3) == 0 ? operation() : new Operation.Delete());
    }
  }

  private void offer(Node from, Node to) {
    send(from.id, to.id, new Body.Read(from.known(), from.clock));
  }

  /** Begins a read, or gets one more answer to the one that is under way. */
  private void gather(Node reader) {
    Node asked = holder();
    Gathered before =
        reader.gathered.orElseGet(() -> new Gathered(reader.clock, Crdt.bottom(type)));
    reader.clock = Math.max(reader.clock, asked.clock);
    reader.gathered =
        Optional.of(new Gathered(before.asOf(), Crdt.join(before.state(), asked.known())));
  }

  private void repair(Node reader) {
    Optional<Gathered> sendable =
        reader.gathered.filter(
            read -> flaw == Flaw.THE_PAST_IS_SENT || !reader.isPast(read.asOf()));
    sendable.ifPresent(
        read -> send(reader.id, holder().id, new Body.Read(read.state(), read.asOf())));
    if (random.nextBoolean()) {
      reader.gathered = Optional.empty();
    }
  }

  private void beginUnlessBusy(Node node) {
    boolean isFree = node.agreement.isEmpty() || random.nextInt(4) == 0;
    if (isFree && node.state.filter(Crdt::isPresent).isEmpty()) {
      node.begin();
    }
  }

  private static void resume(Node node) {
    if (node.waits) {
      node.waits = false;
      node.on(new Agreement.Event.Waited());
    }
  }

  private void resend(Node node) {
    if (letters.size() < CROWD) {
      sendOwed(node);
    }
  }

  private void sendOwed(Node node) {
    node.owed.forEach(
        (number, waiting) ->
            waiting.forEach(
                to -> {
                  Slice delta = node.filed.get(number);
                  if (delta != null) {
                    send(node.id, to, new Body.Delta(node.life, number, delta, node.clock));
                  }
                }));
  }

  /** Agreements get on, and what carries states may come long after. */
  private void deliver() {
    if (letters.isEmpty()) {
      return;
    }
    int at = random.nextInt(letters.size());
    if (random.nextBoolean()) {
      int first = at;
      at =
          IntStream.range(0, letters.size())
              .filter(i -> isOfBurial(letters.get(i).body()))
              .findFirst()
              .orElse(first);
    }
    Letter letter = letters.get(at);
    if (random.nextInt(8) > 0) {
      letters.remove(at);
    }
    if (random.nextInt(24) > 0) {
      node(letter.to()).receive(letter);
    }
  }

  private static boolean isOfBurial(Body body) {
    return body instanceof Body.Ask || body instanceof Body.Tell || body instanceof Body.Bury;
  }

  /** When a replica drops its row, nothing that could bring the content back is left anywhere. */
  private void requireForgotten(Node at, Crdt remains) {
    for (NodeId id : HOLDERS) {
      Node node = node(id);
      node.state.ifPresent(held -> requireNot(remains, held, "stored by " + id));
      node.filed.values().forEach(delta -> requireNot(remains, delta.state(), "filed by " + id));
    }
    if (at.epoch == 1) {
      node(FORMER)
          .filed
          .values()
          .forEach(delta -> requireNot(remains, delta.state(), "filed by the former replica"));
    }
    for (Letter letter : letters) {
      Node to = node(letter.to());
      boolean isHeard = at.epoch == 1 || !letter.from().equals(FORMER);
      switch (letter.body()) {
        case Body.Delta delta -> {
          if (isHeard && to.holds() && delta.asOf() >= to.burials.fence()) {
            requireNot(remains, delta.delta().state(), "under way to " + to.id);
          }
        }
        case Body.Read read -> {
          if (isHeard && to.holds() && read.asOf() >= to.burials.fence()) {
            requireNot(remains, read.state(), "under way to " + to.id);
          }
        }
        case Body.Ack ack -> {}
        case Body.Outdated outdated -> {}
        case Body.Ask ask -> {}
        case Body.Tell tell -> {}
        case Body.Bury bury -> {}
      }
    }
  }

  private void requireNothingBack() {
    for (NodeId id : HOLDERS) {
      node(id).state.ifPresent(held -> requireNot(dropped, held, "back at " + id));
    }
  }

  private static void requireNot(Crdt gone, Crdt held, String where) {
    assertThat(shows(gone, held)).as("%s is %s: %s", gone, where, held).isFalse();
  }

  /** Whether something is alive there that was seen to be gone. */
  private static boolean shows(Crdt gone, Crdt held) {
    if (gone instanceof PnCounter counted && held instanceof PnCounter counter) {
      return counted.tallies().entrySet().stream()
          .anyMatch(
              each -> {
                PnCounter.Tally now = counter.tallyOf(each.getKey());
                return now.increments() - now.deletedIncrements() != 0
                    && now.deletedIncrements() < each.getValue().deletedIncrements();
              });
    }
    return held.dots().dots().stream().anyMatch(gone.context()::contains);
  }

  /** All is delivered, and the replicas are compared until nothing changes. */
  void heal() {
    nodes.values().forEach(node -> node.epoch = epoch);
    for (int round = 0; round < 4; round++) {
      drain();
      nodes.values().forEach(this::sendOwed);
      HOLDERS.forEach(from -> others(from).forEach(to -> offer(node(from), node(to))));
      nodes.values().stream()
          .filter(Node::holds)
          .forEach(node -> node.on(new Agreement.Event.Missed(pick(HOLDERS))));
    }
    drain();
    requireNothingBack();
    if (!disksAreLost) {
      requireNothingLost();
    }
  }

  private void drain() {
    while (!letters.isEmpty()) {
      Letter letter = letters.removeFirst();
      node(letter.to()).receive(letter);
    }
  }

  /**
   * What no other write has seen is there, with all, but for what a node wrote that was removed
   * since; all else is gone.
   */
  private void requireNothingLost() {
    Crdt held = node(HOLDERS.getFirst()).known();
    for (NodeId id : HOLDERS) {
      assertThat(node(id).known().dots()).as("the same everywhere").isEqualTo(held.dots());
    }
    for (Crdt write : writes) {
      for (Dot dot : write.dots().dots()) {
        boolean isReplaced =
            writes.stream()
                .anyMatch(
                    other -> other.context().contains(dot) && !other.dots().dots().contains(dot));
        boolean mayBeLost = epoch == 2 && isOf(FORMER, dot);
        if (!mayBeLost) {
          assertThat(held.dots().dots().contains(dot))
              .as("%s of %s is there, at the end %s", dot, write, held)
              .isEqualTo(!isReplaced);
        }
      }
    }
  }

  private boolean isOf(NodeId node, Dot dot) {
    return Lineage.of(node(node).identity, 0).contains(dot.actor());
  }
}
