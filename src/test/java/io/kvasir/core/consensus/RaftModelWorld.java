package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.fixture.Explorer;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A few real replicas whose messages arrive in any order, twice, or never; whose disks take their
 * time; that stand for election and crash at any moment. A message that is never delivered is a
 * lost one, so loss needs no event of its own.
 */
final class RaftModelWorld implements Explorer.World {
  /**
   * What may happen.
   *
   * @param logs the terms of the entries that each replica begins with, as {@code "1,1,2"}
   * @param standing who stands for election, in this order; each at any moment
   * @param leading whether the first who stands has won and committed before all else
   * @param slow whose disks take their time, and who may crash; those of others are always done
   * @param proposals to whoever leads
   * @param reads at whoever leads
   * @param crashes that lose any part of what is not on the disk, but a suffix
   * @param repeats of messages
   */
  record Setup(
      List<String> logs,
      String standing,
      boolean leading,
      String slow,
      int proposals,
      int reads,
      int crashes,
      int repeats,
      SimMutation mutation) {
    Setup standing(String who) {
      return new Setup(logs, who, leading, slow, proposals, reads, crashes, repeats, mutation);
    }

    Setup ledFirst() {
      return new Setup(logs, standing, true, slow, proposals, reads, crashes, repeats, mutation);
    }

    /** One of {@code who} crashes, once. */
    Setup crashing(String who) {
      return new Setup(logs, standing, leading, who, proposals, reads, 1, repeats, mutation);
    }

    Setup proposals(int most) {
      return new Setup(logs, standing, leading, slow, most, reads, crashes, repeats, mutation);
    }

    Setup reads(int most) {
      return new Setup(logs, standing, leading, slow, proposals, most, crashes, repeats, mutation);
    }

    Setup repeats(int most) {
      return new Setup(logs, standing, leading, slow, proposals, reads, crashes, most, mutation);
    }

    Setup with(SimMutation bug) {
      return new Setup(logs, standing, leading, slow, proposals, reads, crashes, repeats, bug);
    }
  }

  private record Letter(ReplicaId from, ReplicaId to, RaftMessage message, String label) {}

  private record Call(LogWrite write, long ticket) {}

  private final class Node {
    final ReplicaId id;
    final ArrayDeque<Call> unsynced = new ArrayDeque<>();
    final ArrayDeque<LogEntry> toApply = new ArrayDeque<>();
    SimImage durable;
    SimImage live;
    Raft raft;
    RaftStatus status;
    long issued;
    long counted;

    Node(ReplicaId id, SimImage durable) {
      this.id = id;
      this.durable = durable;
      launch();
    }

    void launch() {
      unsynced.clear();
      toApply.clear();
      issued = 0;
      counted = 0;
      live = durable.copy();
      raft = setup.mutation().replica(id, CONFIG, durable.recovered(), () -> 0);
      status = raft.status();
    }

    void feed(Event event) {
      RaftStatus before = status;
      List<Effect> effects = raft.on(event);
      status = raft.status();
      for (Effect effect : effects) {
        if (effect instanceof Effect.Persist(long ticket, LogWrite write)) {
          live.perform(new SimImage.Operation.Write(write));
          unsynced.add(new Call(write, ticket));
          issued = ticket;
        }
      }
      judge(this, before);
      effects.forEach(this::carryOut);
      while (!isSlow() && !unsynced.isEmpty()) {
        sync();
      }
      if (setup.mutation() == SimMutation.COUNTS_BEFORE_SYNC && leads() && counted < issued) {
        counted = issued;
        feed(new Event.Persisted(counted));
      }
      if (!toApply.isEmpty()) {
        long last = toApply.getLast().index();
        toApply.clear();
        feed(new Event.Applied(last));
      }
    }

    private void carryOut(Effect effect) {
      switch (effect) {
        case Effect.Send(ReplicaId to, RaftMessage message) -> send(this, to, message);
        case Effect.Apply(List<LogEntry> entries) -> toApply.addAll(entries);
        case Effect.ReadReady(long _, long index) -> judgeRead(index);
        case Effect.Persist _,
            Effect.Proposed _,
            Effect.Refused _,
            Effect.RoleChanged _,
            Effect.Observed _ -> {}
        case Effect.Compact _,
            Effect.ReadChunk _,
            Effect.CloseSnapshot _,
            Effect.StageChunk _,
            Effect.Install _ ->
            throw new AssertionError(effect);
      }
    }

    /** What was stored first is durable, and the replica hears of it. */
    void sync() {
      Call call = unsynced.remove();
      durable.perform(new SimImage.Operation.Write(call.write()));
      feed(new Event.Persisted(call.ticket()));
    }

    void crash(int kept) {
      for (int i = 0; i < kept; i++) {
        durable.perform(new SimImage.Operation.Write(unsynced.remove().write()));
      }
      launch();
    }

    boolean isSlow() {
      return setup.slow().contains(id.node().value());
    }

    boolean leads() {
      return status.role() == Role.LEADER;
    }
  }

  private static final RaftConfig CONFIG =
      new RaftConfig(1, 3, 1, 1 << 20, 8, 1 << 20, 1 << 20, 8, 1000, 1 << 20, 1 << 10);

  private final Setup setup;
  private final TreeMap<ReplicaId, Node> nodes = new TreeMap<>();
  private final List<Letter> inFlight = new ArrayList<>();
  private final List<LogEntry> committed = new ArrayList<>();

  /** The term of the leader that committed each of them. */
  private final List<Long> committedIn = new ArrayList<>();

  private final TreeMap<Long, ReplicaId> leaders = new TreeMap<>();
  private final TreeMap<String, ReplicaId> votes = new TreeMap<>();
  private int stood;
  private int proposed;
  private int crashes;
  private int repeats;
  private int reads;
  private long readFloor;

  RaftModelWorld(Setup setup) {
    this.setup = setup;
    TreeSet<ReplicaId> voters = new TreeSet<>();
    for (int i = 0; i < setup.logs().size(); i++) {
      voters.add(id((char) ('a' + i)));
    }
    LogStart start = LogStart.founding(Membership.ofVoters(voters));
    List<List<LogEntry>> logs =
        setup.logs().stream().map(terms -> ScriptWords.entries(1, terms)).toList();
    long term = logs.stream().flatMap(List::stream).mapToLong(LogEntry::term).max().orElse(0);
    int at = 0;
    for (ReplicaId voter : voters) {
      nodes.put(voter, new Node(voter, begun(start, term, logs.get(at++))));
    }
    if (setup.leading()) {
      stand();
      comeToRest();
    }
  }

  private static ReplicaId id(char name) {
    return new ReplicaId(new NodeId(String.valueOf(name)), 1);
  }

  private static SimImage begun(LogStart start, long term, List<LogEntry> entries) {
    SimImage image = new SimImage(start);
    HardState state = new HardState(term, Optional.empty(), 0);
    image.perform(new SimImage.Operation.Write(new LogWrite(Optional.of(state), 0, entries)));
    return image;
  }

  /** All that waits happens, in order, until nothing does. */
  private void comeToRest() {
    boolean any = true;
    while (any) {
      any = !inFlight.isEmpty();
      if (any) {
        deliver(inFlight.getFirst());
      }
      for (Node node : nodes.values()) {
        if (!node.unsynced.isEmpty()) {
          node.sync();
          any = true;
        }
      }
    }
  }

  // ---- what may happen

  @Override
  public List<Explorer.Choice> choices() {
    List<Explorer.Choice> choices = new ArrayList<>();
    for (Node node : nodes.values()) {
      addEventsOf(node, choices);
    }
    if (stood < setup.standing().length()) {
      choices.add(
          new Explorer.Choice("stands", setup.standing().substring(stood, stood + 1), this::stand));
    }
    Letter last = null;
    for (Letter letter : inFlight) {
      if (last == null || !last.label().equals(letter.label())) {
        addFatesOf(letter, choices);
      }
      last = letter;
    }
    return choices;
  }

  private void addEventsOf(Node node, List<Explorer.Choice> choices) {
    String name = node.id.node().value();
    if (!node.unsynced.isEmpty()) {
      choices.add(new Explorer.Choice("makes durable", name, node::sync));
    }
    if (node.leads() && proposed < setup.proposals()) {
      choices.add(new Explorer.Choice("propose to", name, () -> propose(node)));
    }
    if (node.leads() && reads < setup.reads()) {
      choices.add(new Explorer.Choice("read at", name, () -> read(node)));
    }
    if (crashes < setup.crashes() && node.isSlow()) {
      for (int kept = 0; kept <= node.unsynced.size(); kept++) {
        int left = kept;
        choices.add(new Explorer.Choice("crash", name + " keeps " + kept, () -> crash(node, left)));
      }
    }
  }

  private void addFatesOf(Letter letter, List<Explorer.Choice> choices) {
    choices.add(new Explorer.Choice("deliver", letter.label(), () -> deliver(letter)));
    if (repeats < setup.repeats()) {
      choices.add(new Explorer.Choice("repeat", letter.label(), () -> repeat(letter)));
    }
  }

  /** Pre-votes are left out: they decide when somebody stands, and that is any moment here. */
  private void stand() {
    Node node = nodes.get(id(setup.standing().charAt(stood++)));
    node.feed(new Event.Received(node.id, new RaftMessage.TimeoutNow(node.status.term())));
  }

  private void propose(Node node) {
    proposed++;
    node.feed(new Event.Propose(proposed, Bytes.utf8("x" + proposed)));
  }

  private void read(Node node) {
    reads++;
    readFloor = committed.size();
    node.feed(new Event.Read(1_000));
  }

  private void crash(Node node, int kept) {
    crashes++;
    node.crash(kept);
  }

  private void repeat(Letter letter) {
    repeats++;
    arrive(letter);
  }

  private void deliver(Letter letter) {
    inFlight.remove(letter);
    arrive(letter);
  }

  private void arrive(Letter letter) {
    nodes.get(letter.to()).feed(new Event.Received(letter.from(), letter.message()));
    inFlight.removeIf(this::isHopeless);
  }

  /**
   * Nothing can come of it any more but a refusal: it may as well be lost. A follower will not be
   * candidate or leader of its term again, nor a leader candidate.
   */
  private boolean isHopeless(Letter letter) {
    Node to = nodes.get(letter.to());
    long term = letter.message().term();
    if (term < to.durable.state().term()) {
      return true;
    }
    boolean current = term == to.status.term();
    return switch (letter.message()) {
      case RaftMessage.Voted _ -> current && to.status.role() != Role.CANDIDATE;
      case RaftMessage.Appended _, RaftMessage.AppendRefused _, RaftMessage.HeartbeatAnswered _ ->
          current && to.status.role() == Role.FOLLOWER;
      case RaftMessage.Heartbeat heartbeat -> heartbeat.round() == 0;
      default -> false;
    };
  }

  /** Messages are kept in the order of their labels, so that equal worlds look equal. */
  private void send(Node from, ReplicaId to, RaftMessage message) {
    if (message instanceof RaftMessage.Voted(long term, boolean granted) && granted) {
      onVote(from, term, to);
    } else if (message instanceof RaftMessage.RequestVote request) {
      onVote(from, request.term(), from.id);
    }
    String label = from.id.node() + "->" + to.node() + " " + SimText.message(message);
    Letter letter = new Letter(from.id, to, message, label);
    int at = 0;
    while (at < inFlight.size() && inFlight.get(at).label().compareTo(label) < 0) {
      at++;
    }
    if (!isHopeless(letter)) {
      inFlight.add(at, letter);
    }
  }

  // ---- what must hold

  private void onVote(Node voter, long term, ReplicaId candidate) {
    ReplicaId first = votes.putIfAbsent(voter.id + " " + term, candidate);
    SimViolation.unless(
        first == null || first.equals(candidate), "%s voted twice in %d", voter.id, term);
  }

  private void judge(Node node, RaftStatus before) {
    if (node.leads()) {
      ReplicaId first = leaders.putIfAbsent(node.status.term(), node.id);
      SimViolation.unless(
          first == null || first.equals(node.id), "two leaders in %d", node.status.term());
      if (before.role() != Role.LEADER) {
        judgeLeader(node);
      }
    }
    for (long index = before.commit() + 1; index <= node.status.commit(); index++) {
      commit(node.live.entry(index), before.term());
    }
  }

  /** It may lack what later terms committed, if it is elected late. */
  private void judgeLeader(Node leader) {
    for (LogEntry entry : committed) {
      SimViolation.unless(
          leader.live.has(entry.index(), entry.term())
              || committedIn.get((int) entry.index() - 1) >= leader.status.term(),
          "%s was elected without %s",
          leader.id,
          entry);
    }
  }

  private void commit(LogEntry entry, long term) {
    int at = (int) entry.index() - 1;
    if (at == committed.size()) {
      committed.add(entry);
      committedIn.add(term);
    } else {
      SimViolation.unless(
          committed.get(at).equals(entry), "%s is committed, and %s", committed.get(at), entry);
    }
  }

  private void judgeRead(long index) {
    SimViolation.unless(
        index >= readFloor, "a read saw %d of %d that were committed", index, readFloor);
  }

  @Override
  public String fingerprint() {
    StringBuilder all = new StringBuilder();
    for (Node node : nodes.values()) {
      DeepState.describe(node.raft, all);
      DeepState.describe(node.durable, all);
      DeepState.describe(node.unsynced, all);
    }
    inFlight.forEach(letter -> all.append(letter.label()).append('\n'));
    DeepState.describe(committed, all);
    DeepState.describe(committedIn, all);
    DeepState.describe(leaders, all);
    votes.forEach((ballot, candidate) -> all.append(ballot).append(candidate));
    all.append(stood).append(proposed).append(crashes).append(repeats).append(reads);
    return all.append(' ').append(readFloor).toString();
  }

  @Override
  public void ended() {}
}
