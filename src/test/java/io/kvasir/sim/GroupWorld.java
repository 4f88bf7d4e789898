package io.kvasir.sim;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.keyspace.RowKeys;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.StorageFault;
import io.kvasir.engine.port.SubmitOutcome;
import io.kvasir.history.LinearizabilityChecker;
import io.kvasir.history.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One run of groups, all of it decided by the seed: clients, nemesis and operator at work for a
 * while, then peace, in which all nodes start once more, lead, serve and agree. In the end the
 * clients' history must be linearizable.
 */
final class GroupWorld {
  private static final List<GroupId> GROUPS = List.of(new GroupId(1), new GroupId(2));
  private static final List<GroupId> ALL = List.of(new GroupId(1), new GroupId(2), GroupNode.SHARD);
  private static final long SECOND = 1_000_000;

  private final Agenda agenda;
  private final Chance chance;
  private final GroupScenario scenario;
  private final GroupCluster cluster;
  private final GroupClients clients;
  private final GroupLives lives;
  private final GroupWatchers watchers;
  private final GroupOperator operator;
  private final GroupNemesis nemesis;

  GroupWorld(long seed, Trace.Appendix appendix) {
    chance = new Chance(seed);
    scenario = GroupScenario.of(chance.split());
    cluster =
        new GroupCluster(
            chance.bits(), scenario.nodes(), scenario.settings(), scenario.driftPpm(), appendix);
    agenda = cluster.agenda();
    agenda.note("scenario", scenario::toString);
    clients = new GroupClients(cluster, chance.split(), GROUPS);
    lives = new GroupLives(cluster, chance.split(), GroupNode.SHARD);
    operator = new GroupOperator(cluster, chance.split(), scenario, ALL);
    nemesis = new GroupNemesis(chance.split(), cluster, clients, lives, operator, scenario);
    watchers = new GroupWatchers(cluster, chance.split(), GroupNode.SHARD);
  }

  /**
   * Runs to the end.
   *
   * @throws Violation when the cluster did what it must not do
   */
  GroupSimulation.Result run() {
    ALL.forEach(group -> cluster.found(group, scenario.voters()));
    for (GroupNode node : cluster.nodes()) {
      agenda.after(chance.between(0, 50_000), "start", node::start);
    }
    clients.start(scenario.clients());
    lives.start(scenario.clients());
    watchers.start();
    operator.start();
    nemesis.start();
    noteLasting();
    agenda.runUntil(scenario.activeMicros());
    makePeace();
    GROUPS.forEach(this::serveEverywhere);
    letEnd();
    ALL.forEach(this::agree);
    cluster.await("all watchers are told all", 30_000, this::areWatchersThere);
    judgeHistory();
    cluster.census().onRunEnded(agenda.steps());
    return new GroupSimulation.Result(cluster.census(), cluster.hash());
  }

  private void noteLasting() {
    for (Fault lasting : List.of(Fault.CLOCK_DRIFT, Fault.SMALL_LIMITS)) {
      if (scenario.faults().contains(lasting)) {
        cluster.census().onFault(lasting);
      }
    }
  }

  /** No more faults, no more requests; then every process starts anew from its disk. */
  private void makePeace() {
    nemesis.heal();
    clients.stop();
    lives.stop();
    cluster.await("all requests are answered", 10_000, () -> clients.isIdle() && lives.isIdle());
    cluster.nodes().forEach(GroupNode::crash);
    for (GroupNode node : cluster.nodes()) {
      agenda.after(chance.between(0, SECOND), "start", node::start);
    }
    agenda.runUntil(agenda.now() + SECOND);
    operator.rest();
    cluster.await("all replicas are in place", 60_000, operator::isSettled);
  }

  /** Every node carries out a command and reads what was written, whoever leads. */
  private void serveEverywhere(GroupId group) {
    for (GroupNode node : cluster.nodes()) {
      String value = "final-" + node.id();
      String key = group + "-final";
      cluster.await(
          node.id() + " serves " + group,
          20_000,
          () -> isCommitted(node, group, "put " + key + " " + value + " " + agenda.steps()));
      cluster.await(
          node.id() + " reads " + group, 20_000, () -> value(node, group, key).equals(value));
    }
  }

  private boolean isCommitted(GroupNode node, GroupId group, String command) {
    GroupCluster.Answer<SubmitOutcome> answer = new GroupCluster.Answer<>();
    node.groups().submit(group, Bytes.utf8(command), 1_000, answer);
    cluster.await("an answer", answer::isHere);
    return answer.outcome() instanceof SubmitOutcome.Committed;
  }

  private String value(GroupNode node, GroupId group, String key) {
    GroupCluster.Answer<RowsOutcome> answer = new GroupCluster.Answer<>();
    node.groups().read(group, RowQuery.of(List.of(RegisterMachine.key(key))), true, 1_000, answer);
    cluster.await("an answer", answer::isHere);
    return answer.outcome() instanceof RowsOutcome.Rows rows
        ? GroupCluster.valueIn(rows, key).orElse("nothing")
        : answer.outcome().toString();
  }

  /** Keys end on all members though nobody asks for them, and nothing else does. */
  private void letEnd() {
    SortedSet<Bytes> limited = new TreeSet<>();
    lives.limited().forEach(key -> limited.add(RowKeys.of(key)));
    cluster.await("all ends come", 60_000, () -> isFreeOf(limited));
  }

  private boolean isFreeOf(SortedSet<Bytes> limited) {
    return cluster.leader(GroupNode.SHARD).stream()
        .flatMap(node -> cluster.status(node, GroupNode.SHARD).stream())
        .flatMap(leader -> leader.membership().all().stream())
        .allMatch(
            replica ->
                Collections.disjoint(
                    rows(cluster.node(replica), GroupNode.SHARD).keySet(), limited));
  }

  private void agree(GroupId group) {
    cluster.await("the replicas of " + group + " agree", 20_000, () -> isAgreed(group));
  }

  /** All members have applied the same and hold the same rows. */
  private boolean isAgreed(GroupId group) {
    List<SortedMap<Bytes, Bytes>> states = new ArrayList<>();
    List<Long> applied = new ArrayList<>();
    RaftStatus leader =
        cluster.leader(group).flatMap(node -> cluster.status(node, group)).orElseThrow();
    for (ReplicaId replica : leader.membership().all()) {
      GroupNode node = cluster.node(replica);
      states.add(rows(node, group));
      applied.add(cluster.status(node, group).map(RaftStatus::applied).orElse(-1L));
    }
    return states.stream().distinct().count() == 1 && applied.stream().distinct().count() == 1;
  }

  private boolean areWatchersThere() {
    GroupNode leader = cluster.leader(GroupNode.SHARD).orElseThrow();
    Bytes head = rows(leader, GroupNode.SHARD).get(RowKeys.HEAD);
    long revision =
        head == null ? 0 : new ProtobufKeyspaceFormat().decodeHead(head).orElseThrow().revision();
    return watchers.areAt(revision);
  }

  private static SortedMap<Bytes, Bytes> rows(GroupNode node, GroupId group) {
    SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    node.disk()
        .live()
        .scan(
            group,
            Bytes.EMPTY,
            Optional.empty(),
            100_000,
            new Completion<>() {
              @Override
              public void succeed(SortedMap<Bytes, Bytes> found) {
                rows.putAll(found);
              }

              @Override
              public void fail(StorageFault fault) {
                throw new Violation(node.id() + " has no " + group + ": " + fault);
              }
            });
    return rows;
  }

  private void judgeHistory() {
    Verdict verdict = new LinearizabilityChecker().check(clients.history());
    Violation.unless(verdict instanceof Verdict.Linearizable, "%s", verdict);
  }
}
