package io.kvasir.sim;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.MembershipChange;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.groups.ChangeOutcome;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.engine.groups.Groups;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.SubmitOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Nodes with groups in virtual time, at the hands of a test. */
final class GroupCluster {
  static final GroupId GROUP = new GroupId(7);

  private static final long MILLI = 1_000;
  private static final int DEFAULT_TIMEOUT = 5_000;

  /** What came of a request, once something did. */
  static final class Answer<T> implements Consumer<T> {
    private Optional<T> outcome = Optional.empty();

    @Override
    public void accept(T value) {
      Violation.unless(outcome.isEmpty(), "answered twice: %s, then %s", outcome, value);
      outcome = Optional.of(value);
    }

    boolean isHere() {
      return outcome.isPresent();
    }

    T outcome() {
      return outcome.orElseThrow();
    }
  }

  private final Trace trace;
  private final Agenda agenda;
  private final List<GroupNode> nodes = new ArrayList<>();
  private final SimNetwork network;
  private final List<GroupMessage.Submit> submits = new ArrayList<>();
  private long sent;
  private final Census census = new Census();
  private final GroupJudge judge = new GroupJudge();

  GroupCluster(long seed, int size, GroupNode.Settings settings) {
    this(seed, size, settings, 0, Trace.Appendix.NONE);
  }

  GroupCluster(
      long seed, int size, GroupNode.Settings settings, int driftPpm, Trace.Appendix appendix) {
    trace = new Trace(appendix);
    agenda = new Agenda(trace);
    Chance chance = new Chance(seed);
    List<NodeId> names =
        IntStream.rangeClosed(1, size).mapToObj(number -> new NodeId("n" + number)).toList();
    network = new SimNetwork(agenda, chance.split(), names, this::onSent);
    for (NodeId name : names) {
      int drift = (int) chance.between(-driftPpm, driftPpm);
      nodes.add(
          new GroupNode(name, settings, agenda, chance.split(), network, census, judge, drift));
    }
  }

  private void onSent(NodeId from, NodeId to, PeerMessage message) {
    sent++;
    if (message instanceof PeerMessage.OfGroup(GroupMessage.Submit submit, long agreedMillis)) {
      submits.add(submit);
    }
  }

  List<GroupNode> nodes() {
    return nodes;
  }

  /** By number, 1 and up. */
  GroupNode node(int number) {
    return nodes.get(number - 1);
  }

  SimNetwork.Weather weather() {
    return network.weather();
  }

  Agenda agenda() {
    return agenda;
  }

  GroupJudge judge() {
    return judge;
  }

  /** Of all that happened. */
  long hash() {
    return trace.hash();
  }

  Census census() {
    return census;
  }

  /** How many messages were sent so far. */
  long sent() {
    return sent;
  }

  /** All commands that one node sent to another so far. */
  List<GroupMessage.Submit> submits() {
    return submits;
  }

  static ReplicaId replica(GroupNode node, long life) {
    return new ReplicaId(node.id(), life);
  }

  /** The first life of the replicas on the first {@code voters} nodes. */
  Membership founders(int voters) {
    return Membership.ofVoters(
        nodes.stream()
            .limit(voters)
            .map(node -> replica(node, 1))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Founds the group on the first {@code voters} nodes; all know where it is. */
  void found(GroupId group, int voters) {
    Membership membership = founders(voters);
    for (ReplicaId replica : membership.voters()) {
      node(replica).host(group, replica, LogStart.founding(membership));
    }
    TreeSet<NodeId> places =
        membership.voters().stream()
            .map(ReplicaId::node)
            .collect(Collectors.toCollection(TreeSet::new));
    nodes.forEach(node -> node.locate(group, places));
  }

  GroupNode node(ReplicaId replica) {
    return nodes.stream()
        .filter(node -> node.id().equals(replica.node()))
        .findFirst()
        .orElseThrow();
  }

  void startAll() {
    nodes.forEach(GroupNode::start);
  }

  /** Lets {@code millis} go by. */
  void run(long millis) {
    agenda.runUntil(agenda.now() + millis * MILLI);
  }

  /** Lets time go by until {@code condition} holds. */
  void await(String what, BooleanSupplier condition) {
    await(what, 10_000, condition);
  }

  void await(String what, long withinMillis, BooleanSupplier condition) {
    long end = agenda.now() + withinMillis * MILLI;
    while (!condition.getAsBoolean()) {
      Violation.unless(agenda.now() < end, "not within %d ms: %s", withinMillis, what);
      run(1);
    }
  }

  /** Waits until some node leads the group, as it says, and others follow it. */
  GroupNode awaitLeader(GroupId group) {
    await("a leader of " + group, () -> leader(group).isPresent());
    return leader(group).orElseThrow();
  }

  /** Who leads in the latest term, and can commit in it. */
  Optional<GroupNode> leader(GroupId group) {
    return nodes.stream()
        .filter(node -> status(node, group).filter(RaftStatus::confirmed).isPresent())
        .max(
            (a, b) ->
                Long.compare(
                    status(a, group).orElseThrow().term(), status(b, group).orElseThrow().term()))
        .filter(node -> status(node, group).orElseThrow().role() == Role.LEADER);
  }

  Optional<RaftStatus> status(GroupNode node, GroupId group) {
    return node.running()
        .flatMap(process -> process.groups().status(group))
        .flatMap(GroupStatus::raft);
  }

  List<GroupNode> others(GroupNode node) {
    return nodes.stream().filter(other -> other != node).toList();
  }

  /** Cuts both directions between a node and all others. */
  void isolate(GroupNode node) {
    for (GroupNode other : others(node)) {
      weather().cuts.add(new SimNetwork.Link(node.id(), other.id()));
      weather().cuts.add(new SimNetwork.Link(other.id(), node.id()));
    }
  }

  Answer<SubmitOutcome> submit(GroupNode node, String command) {
    return submit(node, command, DEFAULT_TIMEOUT);
  }

  Answer<SubmitOutcome> submit(GroupNode node, String command, long timeoutMillis) {
    Answer<SubmitOutcome> answer = new Answer<>();
    node.groups().submit(GROUP, Bytes.utf8(command), timeoutMillis, answer);
    return answer;
  }

  /** Submits, and waits for the outcome. */
  SubmitOutcome ask(GroupNode node, String command) {
    Answer<SubmitOutcome> answer = submit(node, command);
    await("an answer to " + command, answer::isHere);
    return answer.outcome();
  }

  Answer<RowsOutcome> read(GroupNode node, String key, boolean isLinearizable, long timeoutMillis) {
    Answer<RowsOutcome> answer = new Answer<>();
    RowQuery rows = RowQuery.of(List.of(RegisterMachine.key(key)));
    node.groups().read(GROUP, rows, isLinearizable, timeoutMillis, answer);
    return answer;
  }

  /** Reads one register, and waits for the outcome. */
  RowsOutcome look(GroupNode node, String key, boolean isLinearizable) {
    Answer<RowsOutcome> answer = read(node, key, isLinearizable, DEFAULT_TIMEOUT);
    await("an answer to a read of " + key, answer::isHere);
    return answer.outcome();
  }

  /** What a register held. */
  static Optional<String> valueIn(RowsOutcome outcome, String key) {
    return ((RowsOutcome.Rows) outcome)
        .rows().entrySet().stream()
            .filter(row -> row.getKey().equals(RegisterMachine.key(key)))
            .map(row -> row.getValue().asUtf8())
            .findFirst();
  }

  ChangeOutcome change(GroupNode leader, MembershipChange change) {
    Answer<ChangeOutcome> answer = new Answer<>();
    Groups groups = leader.groups();
    groups.changeMembers(GROUP, change, DEFAULT_TIMEOUT, answer);
    await("an answer to " + change, answer::isHere);
    return answer.outcome();
  }
}
