package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.topology.MembershipOutcome;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.engine.Engine;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Members that give up their partitions and get some again, on four real engines that count under
 * way: every acknowledged count is read afterwards, and none twice.
 */
class ComingAndGoingTest {
  private static final long SECOND = 1_000_000;
  private static final int KEYS = 40;

  private final Agenda agenda = new Agenda(new Trace(Trace.Appendix.NONE));
  private final Chance chance = new Chance(1);
  private final List<NodeId> ids =
      List.of(new NodeId("n1"), new NodeId("n2"), new NodeId("n3"), new NodeId("n4"));
  private final Judge judge = new Judge();
  private final SimNetwork network = new SimNetwork(agenda, chance.split(), ids, judge);
  private final List<SimNode> nodes = new ArrayList<>();
  private final TreeMap<Integer, Integer> counted = new TreeMap<>();

  @BeforeEach
  void start() {
    Scenario scenario =
        new Scenario(
            ids,
            Ring.initial(8, new TreeSet<>(ids)),
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
              node -> new SimDisk(judge.on(node)),
              (node, topology) -> {}));
    }
    judge.watch(new Cluster(nodes, scenario.ring()), List.of());
    nodes.forEach(SimNode::start);
    run(20);
  }

  @Test
  void nothingIsLostOrCountedTwiceWhenMembersLeaveAndJoin() {
    NodeId goer = ids.get(1);
    countEverywhere();

    change(new TopologyCommand.Leave(goer));
    countEverywhere();
    run(30);

    assertThat(topology(0).transition()).isEmpty();
    assertThat(topology(0).ring().members()).doesNotContain(goer);
    requireCounts();
    change(new TopologyCommand.Join(new TreeSet<>(List.of(goer))));
    countEverywhere();
    run(30);
    assertThat(topology(0).transition()).isEmpty();
    assertThat(topology(0).ring().members()).contains(goer);
    countEverywhere();
    requireCounts();
  }

  private void change(TopologyCommand command) {
    List<MembershipOutcome> outcomes = new ArrayList<>();
    engine(0).changeMembership(command, 2_000, outcomes::add);
    while (outcomes.isEmpty()) {
      agenda.runUntil(agenda.now() + 1_000);
    }
    assertThat(outcomes).containsExactly(new MembershipOutcome.Accepted());
  }

  /** Every key once, each through another node. */
  private void countEverywhere() {
    for (int key = 0; key < KEYS; key++) {
      int counting = key;
      engine(key % ids.size())
          .write(
              new WriteRequest(
                  entry(key),
                  DataType.PN_COUNTER,
                  new Operation.Adjust(1),
                  3,
                  new Quorum.Majority()),
              5_000,
              outcome -> {
                assertThat(outcome).isInstanceOf(WriteOutcome.Stored.class);
                counted.merge(counting, 1, Integer::sum);
              });
      agenda.runUntil(agenda.now() + SECOND / 100);
    }
    run(6);
  }

  private void requireCounts() {
    for (int node = 0; node < ids.size(); node++) {
      for (int key = 0; key < KEYS; key++) {
        assertThat(read(node, key))
            .as("key %d at n%d", key, node + 1)
            .isEqualTo(BigInteger.valueOf(counted.getOrDefault(key, 0)));
      }
    }
  }

  private BigInteger read(int node, int key) {
    List<ReadOutcome> outcomes = new ArrayList<>();
    engine(node)
        .read(
            new ReadRequest(entry(key), DataType.PN_COUNTER, 3, new Quorum.Majority()),
            2_000,
            outcomes::add);
    agenda.runUntil(agenda.now() + SECOND / 10);
    return ((PnCounter) ((ReadOutcome.Answered) outcomes.getFirst()).state()).value();
  }

  private static EntryKey entry(int key) {
    return States.entry("__default_counter__", "k" + key);
  }

  private Topology topology(int node) {
    return engine(node).topology().orElseThrow();
  }

  private Engine engine(int node) {
    return nodes.get(node).running().orElseThrow().engine();
  }

  private void run(int seconds) {
    agenda.runUntil(agenda.now() + seconds * SECOND);
  }
}
