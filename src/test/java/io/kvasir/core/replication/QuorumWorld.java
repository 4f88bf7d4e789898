package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.fixture.Explorer;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.time.HybridTimestamp;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Three replicas of one counter, one increment that {@code a} coordinates and one read that {@code
 * c} coordinates, with the real cores. Messages are delivered in any order, lost or repeated; disks
 * finish when they like; the coordinators' deadlines pass at any moment; {@code a} may crash and
 * come back with what was durable.
 */
final class QuorumWorld implements Explorer.World {
  /** What is explored, and how much of each fault. */
  record Setup(
      int writeQuorum, int readQuorum, int losses, int repeats, int suspicions, boolean crash) {}

  /** The cores under test, so that broken ones can be put in their place. */
  interface Cores {
    WriteCoordinator coordinator(NodeId self, PreferenceList replicas, int needed);

    ReplicaCore replica(Actor actor);

    /** Those that Kvasir runs. */
    static Cores real() {
      return new Cores() {
        @Override
        public WriteCoordinator coordinator(NodeId self, PreferenceList replicas, int needed) {
          return Coordinators.write(self, replicas, needed);
        }

        @Override
        public ReplicaCore replica(Actor actor) {
          return new Replica(actor)::on;
        }
      };
    }
  }

  /** A {@link Replica} or what stands in for it. */
  interface ReplicaCore {
    List<Replica.Effect> on(Replica.Event event);
  }

  private enum Kind {
    REPLICATE,
    REPLICATED,
    FETCH,
    FETCHED,
    REPAIR
  }

  private record Message(Kind kind, NodeId from, NodeId to, Optional<Crdt> state, String label) {
    /** Those of a read are asked and answered by coordinators that count each replica once. */
    boolean isOfTheWrite() {
      return kind == Kind.REPLICATE || kind == Kind.REPLICATED;
    }
  }

  /** One replica with its disk. */
  private final class Node {
    final NodeId id;
    final Actor actor;
    final ArrayDeque<Replica.Effect.Commit> writing = new ArrayDeque<>();
    final ArrayDeque<Replica.Effect.Commit> written = new ArrayDeque<>();
    final TreeMap<Long, NodeId> merging = new TreeMap<>();
    final List<String> log = new ArrayList<>();
    Optional<Crdt> durable = Optional.empty();
    ReplicaCore replica;
    long lastId;

    Node(NodeId id, long actor) {
      this.id = id;
      this.actor = new Actor(actor);
      this.replica = cores.replica(this.actor);
    }

    void feed(Replica.Event event) {
      log.add(nameOf(event));
      replica.on(event).forEach(this::carryOut);
    }

    void carryOut(Replica.Effect effect) {
      switch (effect) {
        case Replica.Effect.Examine examine -> throw new AssertionError(examine);
        case Replica.Effect.Load load ->
            feed(new Replica.Event.Loaded(KEY, durable.map(Slice::whole)));
        case Replica.Effect.Commit commit -> writing.add(commit);
        case Replica.Effect.Drop drop -> throw new AssertionError(drop);
        case Replica.Effect.Applied(long id, Slice delta, HybridTimestamp stamp) -> {
          written(delta);
          tellWriter(new WriteCoordinator.Event.LocalDurable(stamp));
        }
        case Replica.Effect.Merged(long id, var newer, boolean changed) ->
            Optional.ofNullable(merging.remove(id))
                .ifPresent(to -> send(Kind.REPLICATED, this.id, to, Optional.empty()));
        case Replica.Effect.Expired expired -> throw new AssertionError(expired);
        case Replica.Effect.Refused refused -> throw new AssertionError(refused);
        case Replica.Effect.Failed failed -> throw new AssertionError(failed);
      }
    }

    void merge(Message message) {
      long id = ++lastId;
      if (message.kind() == Kind.REPLICATE) {
        merging.put(id, message.from());
      }
      feed(new Replica.Event.Merge(id, KEY, Slice.whole(message.state().orElseThrow())));
    }

    void finishWriting() {
      Replica.Effect.Commit commit = writing.remove();
      durable = Optional.of(commit.slice().state());
      written.add(commit);
    }

    void reportWritten() {
      feed(new Replica.Event.Committed(KEY, written.remove().commit()));
    }

    void crash() {
      writing.clear();
      written.clear();
      merging.clear();
      log.clear();
      replica = cores.replica(actor);
    }

    boolean holds(Crdt delta) {
      return durable.map(state -> Crdt.join(state, delta).equals(state)).orElse(false);
    }

    void describe(StringBuilder text) {
      text.append(id).append(label(durable));
      writing.forEach(commit -> describe(commit, text.append('w')));
      written.forEach(commit -> describe(commit, text.append('d')));
      merging.forEach((request, from) -> text.append(request).append(from));
      log.forEach(text::append);
    }

    private static void describe(Replica.Effect.Commit commit, StringBuilder text) {
      text.append(commit.commit()).append(label(Optional.of(commit.slice().state())));
    }
  }

  private static final EntryKey KEY =
      new EntryKey(new BucketId(new BucketName("b"), 0), new Key("k"));
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final PreferenceList REPLICAS = new PreferenceList(List.of(A, B, C));
  private static final Crdt INCREMENT =
      PnCounter.BOTTOM.adjust(new Actor(1), 1).expiring(Expiry.written(1));

  private final Setup setup;
  private final Cores cores;
  private final Map<NodeId, Node> nodes = new TreeMap<>();
  private final List<Message> inFlight = new ArrayList<>();
  private final List<WriteOutcome> writeOutcomes = new ArrayList<>();
  private final List<ReadOutcome> readOutcomes = new ArrayList<>();
  private final List<String> writerLog = new ArrayList<>();
  private final List<String> readerLog = new ArrayList<>();
  private final TreeSet<NodeId> awaited = new TreeSet<>();
  private final ReadCoordinator reader;
  private Optional<WriteCoordinator> writer;
  private boolean readBegun;
  private boolean readMustSeeTheWrite;
  private int losses;
  private int repeats;
  private int suspicions;
  private boolean crashed;

  QuorumWorld(Setup setup, Cores cores) {
    this.setup = setup;
    this.cores = cores;
    nodes.put(A, new Node(A, 1));
    nodes.put(B, new Node(B, 2));
    nodes.put(C, new Node(C, 3));
    WriteCoordinator coordinator = cores.coordinator(A, REPLICAS, setup.writeQuorum());
    writer = Optional.of(coordinator);
    reader = Coordinators.read(C, REPLICAS, DataType.PN_COUNTER, setup.readQuorum());
    carryOutWrite(coordinator.start(new TreeSet<>()));
  }

  @Override
  public List<Explorer.Choice> choices() {
    List<Explorer.Choice> choices = new ArrayList<>();
    nodes.values().forEach(node -> addDiskEvents(node, choices));
    distinctMessages().forEach(message -> addFates(message, choices));
    if (!readBegun) {
      choices.add(new Explorer.Choice("begin", "read", this::beginRead));
    }
    if (writer.isPresent() && writeOutcomes.isEmpty()) {
      addWriterEvents(choices);
    }
    if (readBegun && !reader.isClosed()) {
      choices.add(new Explorer.Choice("deadline", "read", this::endRead));
    }
    if (setup.crash() && !crashed) {
      choices.add(new Explorer.Choice("crash", "a", this::crash));
    }
    return choices;
  }

  private void addDiskEvents(Node node, List<Explorer.Choice> choices) {
    if (!node.writing.isEmpty()) {
      choices.add(new Explorer.Choice("makes durable", node.id.value(), node::finishWriting));
    }
    if (!node.written.isEmpty()) {
      choices.add(new Explorer.Choice("hears of its disk", node.id.value(), node::reportWritten));
    }
  }

  /** In order; of messages that are alike only one. */
  private List<Message> distinctMessages() {
    List<Message> distinct = new ArrayList<>();
    for (Message message : inFlight) {
      if (distinct.isEmpty() || !distinct.getLast().label().equals(message.label())) {
        distinct.add(message);
      }
    }
    return distinct;
  }

  private void addFates(Message message, List<Explorer.Choice> choices) {
    choices.add(new Explorer.Choice("deliver", message.label(), () -> deliver(message)));
    if (losses < setup.losses()) {
      choices.add(new Explorer.Choice("lose", message.label(), () -> lose(message)));
    }
    if (repeats < setup.repeats() && message.isOfTheWrite()) {
      choices.add(new Explorer.Choice("repeat", message.label(), () -> repeat(message)));
    }
  }

  private void addWriterEvents(List<Explorer.Choice> choices) {
    choices.add(
        new Explorer.Choice(
            "deadline", "write", () -> tellWriter(new WriteCoordinator.Event.DeadlineExpired())));
    if (suspicions < setup.suspicions()) {
      for (NodeId replica : awaited) {
        choices.add(new Explorer.Choice("suspect", replica.value(), () -> suspect(replica)));
      }
    }
  }

  private void lose(Message message) {
    losses++;
    inFlight.remove(message);
  }

  private void repeat(Message message) {
    repeats++;
    post(message);
  }

  private void suspect(NodeId replica) {
    suspicions++;
    tellWriter(new WriteCoordinator.Event.ReplicaFailed(replica));
  }

  private void crash() {
    crashed = true;
    writer = Optional.empty();
    node(A).crash();
  }

  private void beginRead() {
    readBegun = true;
    readMustSeeTheWrite =
        !writeOutcomes.isEmpty() && writeOutcomes.getFirst() instanceof WriteOutcome.Stored;
    carryOutRead(reader.start(new TreeSet<>()));
  }

  private void endRead() {
    tellReader(new ReadCoordinator.Event.DeadlineExpired());
  }

  private void deliver(Message message) {
    inFlight.remove(message);
    Node to = node(message.to());
    switch (message.kind()) {
      case REPLICATE, REPAIR -> to.merge(message);
      case REPLICATED -> tellWriter(new WriteCoordinator.Event.ReplicaAcked(message.from()));
      case FETCH -> send(Kind.FETCHED, to.id, message.from(), to.durable);
      case FETCHED ->
          tellReader(new ReadCoordinator.Event.ReplicaAnswered(message.from(), message.state()));
    }
  }

  private void tellWriter(WriteCoordinator.Event event) {
    if (writer.isPresent()) {
      writerLog.add(nameOf(event));
      carryOutWrite(writer.get().on(event));
    }
  }

  private void tellReader(ReadCoordinator.Event event) {
    readerLog.add(nameOf(event));
    carryOutRead(reader.on(event));
  }

  private void carryOutWrite(List<WriteCoordinator.Effect> effects) {
    for (WriteCoordinator.Effect effect : effects) {
      switch (effect) {
        case WriteCoordinator.Effect.SendFetch fetch -> throw new AssertionError(fetch);
        case WriteCoordinator.Effect.Apply apply ->
            node(A)
                .feed(
                    new Replica.Event.Apply(
                        0, KEY, DataType.PN_COUNTER, new Operation.Adjust(1), 1));
        case WriteCoordinator.Effect.SendReplicate(NodeId to) -> {
          awaited.add(to);
          send(Kind.REPLICATE, A, to, Optional.of(INCREMENT));
        }
        case WriteCoordinator.Effect.StartOver startOver -> throw new AssertionError(startOver);
        case WriteCoordinator.Effect.Complete(WriteOutcome outcome) -> judge(outcome);
        case WriteCoordinator.Effect.Observed observed -> {}
      }
    }
  }

  private void carryOutRead(List<ReadCoordinator.Effect> effects) {
    for (ReadCoordinator.Effect effect : effects) {
      switch (effect) {
        case ReadCoordinator.Effect.SendFetch(NodeId to) ->
            send(Kind.FETCH, C, to, Optional.empty());
        case ReadCoordinator.Effect.SendRepair(NodeId to, Crdt state) ->
            send(Kind.REPAIR, C, to, Optional.of(state));
        case ReadCoordinator.Effect.SendWriteBack told -> throw new AssertionError(told);
        case ReadCoordinator.Effect.Complete(ReadOutcome outcome) -> judge(outcome);
        case ReadCoordinator.Effect.Observed observed -> {}
      }
    }
  }

  private void written(Slice delta) {
    assertThat(delta.state()).isEqualTo(INCREMENT);
    assertThat(node(A).holds(INCREMENT)).as("durable before anybody hears of it").isTrue();
  }

  private void judge(WriteOutcome outcome) {
    writeOutcomes.add(outcome);
    assertThat(writeOutcomes).as("a write completes once").hasSize(1);
    if (outcome instanceof WriteOutcome.Stored) {
      long durable = nodes.values().stream().filter(node -> node.holds(INCREMENT)).count();
      assertThat(durable).as("durable acks").isGreaterThanOrEqualTo(setup.writeQuorum());
    }
  }

  private void judge(ReadOutcome outcome) {
    readOutcomes.add(outcome);
    assertThat(readOutcomes).as("a read completes once").hasSize(1);
    if (outcome instanceof ReadOutcome.Answered(Crdt state)) {
      BigInteger value = ((PnCounter) state).value();
      assertThat(value).as("counted once").isBetween(BigInteger.ZERO, BigInteger.ONE);
      assertThat(readMustSeeTheWrite && value.signum() == 0)
          .as("the read missed the acknowledged write")
          .isFalse();
    }
  }

  private void send(Kind kind, NodeId from, NodeId to, Optional<Crdt> state) {
    post(new Message(kind, from, to, state, kind.name() + from + to + label(state)));
  }

  /** Messages are kept in the order of their labels, so that equal worlds look equal. */
  private void post(Message message) {
    int at = 0;
    while (at < inFlight.size() && inFlight.get(at).label().compareTo(message.label()) < 0) {
      at++;
    }
    inFlight.add(at, message);
  }

  private static String label(Optional<Crdt> state) {
    if (state.isEmpty()) {
      return "-";
    }
    return state.get().equals(INCREMENT) ? "+" : state.get().toString();
  }

  private static String nameOf(WriteCoordinator.Event event) {
    return switch (event) {
      case WriteCoordinator.Event.LocalDurable durable -> "L";
      case WriteCoordinator.Event.ReplicaAcked(NodeId replica, var newer) -> "+" + replica;
      case WriteCoordinator.Event.ReplicaFailed(NodeId replica) -> "-" + replica;
      case WriteCoordinator.Event.DeadlineExpired expired -> "D";
      case WriteCoordinator.Event.ReplicasChanged changed -> throw new AssertionError(changed);
      case WriteCoordinator.Event.ReplicaObserved observed -> throw new AssertionError(observed);
      case WriteCoordinator.Event.LocalRefused refused -> throw new AssertionError(refused);
      case WriteCoordinator.Event.LocalExpired expired -> throw new AssertionError(expired);
      case WriteCoordinator.Event.PatienceExpired expired -> throw new AssertionError(expired);
      case WriteCoordinator.Event.LocalFailed failed -> throw new AssertionError(failed);
    };
  }

  private static String nameOf(ReadCoordinator.Event event) {
    return switch (event) {
      case ReadCoordinator.Event.ReplicaAnswered(NodeId replica, Optional<Crdt> state) ->
          replica + label(state);
      case ReadCoordinator.Event.ReplicaFailed(NodeId replica) -> "-" + replica;
      case ReadCoordinator.Event.ReplicaMerged(NodeId replica) -> "+" + replica;
      case ReadCoordinator.Event.DeadlineExpired expired -> "D";
    };
  }

  private static String nameOf(Replica.Event event) {
    return switch (event) {
      case Replica.Event.Apply apply -> "A";
      case Replica.Event.Merge merge -> "M";
      case Replica.Event.Reclaim reclaim -> "R";
      case Replica.Event.Bury bury -> "B";
      case Replica.Event.Restore restore -> "W";
      case Replica.Event.Examined examined -> "x";
      case Replica.Event.Loaded loaded -> "L";
      case Replica.Event.LoadFailed failed -> "l";
      case Replica.Event.Committed committed -> "C";
      case Replica.Event.CommitFailed failed -> "c";
    };
  }

  private Node node(NodeId id) {
    return Optional.ofNullable(nodes.get(id)).orElseThrow();
  }

  @Override
  public String fingerprint() {
    StringBuilder all = new StringBuilder();
    nodes.values().forEach(node -> node.describe(all));
    inFlight.forEach(message -> all.append(message.label()));
    describeWriter(all.append('|'));
    describeReader(all.append('|'));
    return all.append(losses).append(repeats).append(suspicions).append(crashed).toString();
  }

  /** A coordinator that is done ignores all that comes, so how it got there does not matter. */
  private void describeWriter(StringBuilder text) {
    if (writer.isPresent() && writeOutcomes.isEmpty()) {
      writerLog.forEach(text::append);
    } else {
      text.append(writeOutcomes);
    }
  }

  private void describeReader(StringBuilder text) {
    text.append(readBegun).append(readMustSeeTheWrite).append(reader.isClosed());
    if (!reader.isClosed()) {
      readerLog.forEach(text::append);
    }
  }

  @Override
  public void ended() {
    assertThat(writeOutcomes.size() == 1 || crashed).as("the write completed").isTrue();
    assertThat(readOutcomes).as("the read completed").hasSize(1);
    assertThat(reader.isClosed()).isTrue();
  }
}
