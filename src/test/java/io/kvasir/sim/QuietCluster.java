package io.kvasir.sim;

import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.Engine;
import io.kvasir.engine.groups.GroupStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Real engines, n1, n2 and so on, to which nothing happens but what a test does. */
final class QuietCluster {
  static final long SECOND = 1_000_000;

  private static final int PARTITIONS = 8;

  private final Agenda agenda = new Agenda(new Trace(Trace.Appendix.NONE));
  private final List<NodeId> ids;
  private final SimNetwork network;
  private final List<SimNode> nodes = new ArrayList<>();
  private final Cluster cluster;

  /** Started, and a while old. */
  QuietCluster(int members) {
    this(members, (from, to, message) -> {});
  }

  /**
   * @param journalChanges how many changes of a bucket a store keeps
   */
  QuietCluster(int members, int journalChanges) {
    this(members, (from, to, message) -> {}, journalChanges);
  }

  /**
   * @param tap sees every message after the judge
   */
  QuietCluster(int members, SimNetwork.Tap tap) {
    this(members, tap, SimDisk.JOURNAL_CHANGES);
  }

  private QuietCluster(int members, SimNetwork.Tap tap, int journalChanges) {
    this.ids =
        IntStream.rangeClosed(1, members).mapToObj(number -> new NodeId("n" + number)).toList();
    Chance chance = new Chance(1);
    Judge judge = new Judge();
    this.network =
        new SimNetwork(
            agenda,
            chance.split(),
            ids,
            (from, to, message) -> {
              judge.onSent(from, to, message);
              tap.onSent(from, to, message);
            });
    Scenario scenario =
        new Scenario(
            ids,
            Passage.NONE,
            Ring.initial(PARTITIONS, new TreeSet<>(ids)),
            EnumSet.noneOf(Fault.class),
            1,
            4_096,
            new Scenario.Limits(1_000, 1_000, 200),
            Collections.emptySortedMap(),
            SECOND,
            1);
    for (NodeId id : ids) {
      nodes.add(
          new SimNode(
              id,
              scenario,
              agenda,
              chance.split(),
              network,
              new Census(),
              Mutation.NONE,
              node -> new SimDisk(judge.on(node), journalChanges),
              (node, topology) -> {}));
    }
    this.cluster = new Cluster(nodes, scenario.ring());
    judge.watch(cluster, List.of());
    nodes.forEach(SimNode::start);
    run(20);
  }

  Agenda agenda() {
    return agenda;
  }

  List<NodeId> ids() {
    return ids;
  }

  SimNetwork.Weather weather() {
    return network.weather();
  }

  Cluster disks() {
    return cluster;
  }

  SimNode node(int index) {
    return nodes.get(index);
  }

  Engine engine(int index) {
    return nodes.get(index).running().orElseThrow().engine();
  }

  Topology topology(int index) {
    return engine(index).topology().orElseThrow();
  }

  /** Whether a node leads the group of the topology. */
  boolean leads(int index) {
    return engine(index)
        .groups()
        .status(GroupId.TOPOLOGY)
        .flatMap(GroupStatus::raft)
        .filter(raft -> raft.role() == Role.LEADER)
        .isPresent();
  }

  void run(long seconds) {
    runMicros(seconds * SECOND);
  }

  void runMicros(long micros) {
    agenda.runUntil(agenda.now() + micros);
  }
}
