package io.kvasir.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.consensus.Membership;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.topology.Founding.Effect;
import io.kvasir.core.topology.Founding.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Nodes that look for a cluster, on disks that lose what was not synced, over a network that loses,
 * repeats and reorders, with cuts. The topology's group is a model: it commits while a majority of
 * its founding voters, in the lives that were named, run it.
 */
final class FoundingWorld {
  /** What is under way. */
  private record Letter(NodeId from, NodeId to, FoundingMessage message) {}

  /** A machine. */
  private final class Node {
    final FoundingConfig config;
    Standing disk;
    Optional<Founding> process = Optional.empty();
    Optional<Standing> saving = Optional.empty();
    Optional<Effect.Run> running = Optional.empty();
    Optional<Topology> served = Optional.empty();

    Node(FoundingConfig config) {
      this.config = config;
      this.disk = new Standing.Outside(random.nextLong(), 0);
    }

    void start() {
      process = Optional.of(new Founding(config, disk, random));
      on(new Event.Started());
    }

    void crash() {
      if (random.nextBoolean()) {
        saving.ifPresent(next -> disk = next);
      }
      saving = Optional.empty();
      running = Optional.empty();
      process = Optional.empty();
    }

    void wipe() {
      crash();
      disk = new Standing.Outside(random.nextLong(), 0);
      served = Optional.empty();
    }

    void sync() {
      if (saving.isPresent()) {
        if (random.nextInt(10) == 0) {
          on(new Event.SaveFailed());
          return;
        }
        disk = saving.get();
        saving = Optional.empty();
        on(new Event.Saved());
      }
    }

    void on(Event event) {
      process.ifPresent(founding -> founding.on(event).forEach(this::carryOut));
    }

    private void carryOut(Effect effect) {
      switch (effect) {
        case Effect.Send(NodeId to, FoundingMessage message) ->
            letters.add(new Letter(id(), to, message));
        case Effect.Save(Standing next) -> saving = Optional.of(next);
        case Effect.Run run -> run(run);
        case Effect.Abandon() -> {
          assertThat(served).as("%s served", id()).isEmpty();
          running = Optional.empty();
        }
        case Effect.Serve(Topology topology) -> serve(topology);
        case Effect.Leave() -> throw new AssertionError(id() + " was never removed");
        case Effect.Add(Member member) -> add(member);
        case Effect.Observed(FoundingObservation observation) -> observations.add(observation);
      }
    }

    private void add(Member member) {
      Topology now = topology(disk.topology().orElseThrow().clusterId());
      commit(this, TopologyCommand.AddMember.to(now, member));
    }

    private void run(Effect.Run run) {
      assertThat(run.self().life()).isEqualTo(disk.life());
      running = Optional.of(run);
      run.initial().ifPresent(initial -> clusters.putIfAbsent(initial.clusterId(), initial));
    }

    private void serve(Topology topology) {
      assertThat(disk).isInstanceOf(Standing.Settled.class);
      served.ifPresent(s -> assertThat(s.clusterId()).isEqualTo(topology.clusterId()));
      served = Optional.of(topology);
      assertThat(topology.members()).containsKey(id());
    }

    NodeId id() {
      return config.self().id();
    }

    boolean runs(ReplicaId replica) {
      return running.filter(run -> run.self().equals(replica)).isPresent();
    }
  }

  final List<FoundingObservation> observations = new ArrayList<>();
  private final Random random;
  private final TreeMap<NodeId, Node> nodes = new TreeMap<>();
  private final List<Letter> letters = new ArrayList<>();
  private final TreeSet<NodeId> cutOff = new TreeSet<>();

  /** The topologies of all clusters that were proposed, as committed or as they began. */
  private final TreeMap<Long, Topology> clusters = new TreeMap<>();

  private final TreeMap<Long, Membership> electorates = new TreeMap<>();
  private final TreeSet<Long> committed = new TreeSet<>();

  FoundingWorld(Random random) {
    this.random = random;
  }

  void add(NodeId self, SortedSet<NodeId> listed, boolean bootstrap) {
    Member member = new Member(self, 0, self + ":1", "", "");
    nodes.put(self, new Node(new FoundingConfig(member, listed, bootstrap, 16)));
  }

  int committedClusters() {
    return committed.size();
  }

  /** Any of all the things that can happen next. */
  void step() {
    Node node = pick(nodes.values());
    switch (random.nextInt(40)) {
      case 0 -> node.crash();
      case 1 -> wipe(node);
      case 2 -> toggleCut(node);
      case 3, 4, 5 -> startIfDown(node);
      case 6, 7, 8, 9, 10, 11 -> node.on(new Event.Tick());
      case 12, 13, 14, 15 -> node.sync();
      case 16, 17, 18 -> elect();
      default -> deliver();
    }
    requireOneMajority();
  }

  private void toggleCut(Node node) {
    if (!cutOff.remove(node.id())) {
      cutOff.add(node.id());
    }
  }

  private void startIfDown(Node node) {
    if (node.process.isEmpty()) {
      node.start();
    }
  }

  /** A cluster that committed keeps a majority of its disks; no system survives less. */
  private void wipe(Node node) {
    Standing before = node.disk;
    node.disk = new Standing.Outside(0, 0);
    boolean survivable = committed.stream().allMatch(this::hasDisks);
    node.disk = before;
    if (survivable) {
      node.wipe();
    }
  }

  private void deliver() {
    if (letters.isEmpty()) {
      return;
    }
    int at = random.nextInt(letters.size());
    Letter letter = letters.get(at);
    if (random.nextInt(8) > 0) {
      letters.set(at, letters.getLast());
      letters.removeLast();
    }
    boolean lost =
        random.nextInt(5) == 0 || cutOff.contains(letter.from) || cutOff.contains(letter.to);
    if (!lost) {
      hand(letter);
    }
  }

  private void hand(Letter letter) {
    Node to = nodes.get(letter.to);
    if (to != null) {
      to.on(new Event.Received(letter.from, letter.message));
    }
  }

  /** The groups that can commit do, and some replica learns of it. */
  private void elect() {
    for (long cluster : List.copyOf(clusters.keySet())) {
      if (canCommit(cluster)) {
        committed.add(cluster);
      }
      Topology topology = topology(cluster);
      if (committed.contains(cluster)) {
        Node node = pick(nodes.values());
        boolean follows =
            node.running.isPresent()
                && topology.isMember(node.running.get().self())
                && node.disk.topology().filter(t -> t.clusterId() == cluster).isPresent();
        if (follows) {
          node.on(new Event.Learned(topology));
        }
      }
    }
  }

  private Topology topology(long cluster) {
    return Optional.ofNullable(clusters.get(cluster)).orElseThrow();
  }

  private void commit(Node by, TopologyCommand command) {
    long cluster = by.disk.topology().orElseThrow().clusterId();
    if (canCommit(cluster) && !cutOff.contains(by.id())) {
      committed.add(cluster);
      Topology next = Clusters.after(topology(cluster), command);
      clusters.put(cluster, next);
      if (command instanceof TopologyCommand.AddMember add) {
        by.on(new Event.Added(add.member(), next));
      }
    }
  }

  private Membership electorate(long cluster) {
    return electorates.computeIfAbsent(cluster, id -> topology(id).foundingMembership());
  }

  private boolean canCommit(long cluster) {
    Membership electorate = electorate(cluster);
    return electorate.voters().stream().filter(voter -> isUp(voter, cluster)).count()
        >= electorate.majority();
  }

  /** Replicas of two clusters may have one name; their messages do not mix. */
  private boolean isUp(ReplicaId voter, long cluster) {
    Node node = nodes.get(voter.node());
    return node != null
        && !cutOff.contains(voter.node())
        && node.runs(voter)
        && isIntact(voter, cluster);
  }

  private boolean hasDisks(long cluster) {
    Membership electorate = electorate(cluster);
    long intact = electorate.voters().stream().filter(voter -> isIntact(voter, cluster)).count();
    return intact >= electorate.majority();
  }

  private boolean isIntact(ReplicaId voter, long cluster) {
    Node node = nodes.get(voter.node());
    return node != null
        && node.disk.life() == voter.life()
        && node.disk.topology().filter(topology -> topology.clusterId() == cluster).isPresent();
  }

  /** Whatever happens, never two clusters that can both commit, and never two that did. */
  private void requireOneMajority() {
    assertThat(clusters.keySet().stream().filter(this::hasDisks).count())
        .as("clusters with a majority")
        .isLessThanOrEqualTo(1);
    assertThat(committed).hasSizeLessThanOrEqualTo(1);
    TreeSet<Long> served = new TreeSet<>();
    nodes.values().forEach(n -> n.served.ifPresent(topology -> served.add(topology.clusterId())));
    assertThat(served).hasSizeLessThanOrEqualTo(1);
  }

  /** Everything works again: all are in one cluster before long. */
  void heal() {
    cutOff.clear();
    for (int round = 0; round < 60; round++) {
      for (Node node : nodes.values()) {
        startIfDown(node);
        node.on(new Event.Tick());
      }
      for (int exchange = 0; exchange < 4; exchange++) {
        nodes.values().forEach(Node::sync);
        List<Letter> arriving = List.copyOf(letters);
        letters.clear();
        arriving.forEach(this::hand);
        elect();
        requireOneMajority();
      }
    }
    TreeMap<NodeId, Long> served = new TreeMap<>();
    nodes.values().forEach(n -> n.served.ifPresent(t -> served.put(n.id(), t.clusterId())));
    assertThat(served.keySet()).as(this::toString).isEqualTo(nodes.keySet());
    assertThat(new TreeSet<>(served.values())).hasSize(1);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<NodeId, Node> entry : nodes.entrySet()) {
      Standing disk = entry.getValue().disk;
      text.append(
          "%s %s life %x cluster %s saving %s%n"
              .formatted(
                  entry.getKey(),
                  disk.getClass().getSimpleName(),
                  disk.life(),
                  disk.topology().map(Topology::clusterId),
                  entry.getValue().saving.isPresent()));
    }
    return text.toString();
  }

  private <T> T pick(Iterable<T> choices) {
    List<T> list = new ArrayList<>();
    choices.forEach(list::add);
    return list.get(random.nextInt(list.size()));
  }
}
