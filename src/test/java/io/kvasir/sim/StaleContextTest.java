package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.ring.Ring;
import io.kvasir.engine.Engine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Removes by what a client has seen, on three real engines that cannot reach each other until the
 * test lets them. Every write and read is of one replica.
 */
class StaleContextTest {
  private static final long SECOND = 1_000_000;
  private static final EntryKey BASKET = States.entry("__default_set__", "basket");
  private static final Element APPLE = new Element("apple");
  private static final Element PEAR = new Element("pear");

  private final Agenda agenda = new Agenda(new Trace(Trace.Appendix.NONE));
  private final Chance chance = new Chance(1);
  private final List<NodeId> ids = List.of(new NodeId("n1"), new NodeId("n2"), new NodeId("n3"));
  private final Judge judge = new Judge();
  private final SimNetwork network = new SimNetwork(agenda, chance.split(), ids, judge);
  private final List<SimNode> nodes = new ArrayList<>();
  private Cluster cluster;

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
    cluster = new Cluster(nodes, scenario.ring());
    judge.watch(cluster, List.of());
    nodes.forEach(SimNode::start);
    run();
  }

  /** The walk-through of commute's documentation. */
  @Test
  void aRemoveByAStaleContextLeavesWhatItHasNotSeen() {
    write(0, new Operation.Add(only(APPLE)));
    run();
    Seen stale = seen(1, APPLE);
    cut();
    write(0, new Operation.Add(only(APPLE)));

    write(1, new Operation.Remove(only(APPLE), stale));

    assertThat(members(0)).containsExactly(APPLE);
    assertThat(members(1)).isEmpty();
    heal();
    for (int node = 0; node < nodes.size(); node++) {
      assertThat(members(node)).as("n%d", node + 1).containsExactly(APPLE);
    }
  }

  @Test
  void aRemoveTakesEffectOnAReplicaThatHasNotSeenTheAdd() {
    cut();
    write(0, new Operation.Add(only(APPLE)));
    write(0, new Operation.Add(only(PEAR)));

    write(2, new Operation.Remove(only(APPLE), seen(0, APPLE)));

    heal();
    for (int node = 0; node < nodes.size(); node++) {
      assertThat(members(node)).as("n%d", node + 1).containsExactly(PEAR);
    }
  }

  @Test
  void aDeleteByAContextLeavesWhatWasAddedSince() {
    write(0, new Operation.Add(only(APPLE)));
    run();
    Seen seen = Seen.of(read(1)).orElseThrow();
    cut();
    write(0, new Operation.Add(only(PEAR)));

    write(2, new Operation.Delete(seen));

    heal();
    for (int node = 0; node < nodes.size(); node++) {
      assertThat(members(node)).as("n%d", node + 1).containsExactly(PEAR);
    }
  }

  @Test
  void aContextOfTheWholeSetIsRefusedWhereItIsAhead() {
    cut();
    write(0, new Operation.Add(only(APPLE)));
    Seen ahead = Seen.of(read(0)).orElseThrow();

    WriteOutcome early = attempt(2, new Operation.Remove(only(APPLE), ahead));
    heal();
    WriteOutcome late = attempt(2, new Operation.Remove(only(APPLE), ahead));

    assertThat(early).isInstanceOf(WriteOutcome.Refused.class);
    assertThat(late).isInstanceOf(WriteOutcome.Stored.class);
    run();
    assertThat(members(0)).isEmpty();
  }

  private static SortedSet<Element> only(Element element) {
    return new TreeSet<>(List.of(element));
  }

  private Seen seen(int node, Element element) {
    CausalContext dots = CausalContext.of(((OrSwot) read(node)).dotsOf(element));
    TreeMap<Element, Seen.OfKey> parts = new TreeMap<>();
    parts.put(element, new Seen.OfKey(dots));
    return new Seen.OfParts(parts);
  }

  private void write(int node, Operation operation) {
    assertThat(attempt(node, operation)).isInstanceOf(WriteOutcome.Stored.class);
  }

  private WriteOutcome attempt(int node, Operation operation) {
    List<WriteOutcome> outcomes = new ArrayList<>();
    engine(node)
        .write(
            new WriteRequest(BASKET, DataType.OR_SWOT, operation, 3, new Quorum.Exactly(1)),
            2_000,
            outcomes::add);
    agenda.runUntil(agenda.now() + SECOND);
    return outcomes.getFirst();
  }

  private SortedSet<Element> members(int node) {
    return ((OrSwot) read(node)).members();
  }

  private Crdt read(int node) {
    List<ReadOutcome> outcomes = new ArrayList<>();
    engine(node)
        .read(
            new ReadRequest(BASKET, DataType.OR_SWOT, 3, new Quorum.Exactly(1)),
            2_000,
            outcomes::add);
    agenda.runUntil(agenda.now() + SECOND);
    return ((ReadOutcome.Answered) outcomes.getFirst()).state();
  }

  private Engine engine(int node) {
    return nodes.get(node).running().orElseThrow().engine();
  }

  private void cut() {
    for (NodeId from : ids) {
      for (NodeId to : ids) {
        if (!from.equals(to)) {
          network.weather().cuts.add(new SimNetwork.Link(from, to));
        }
      }
    }
  }

  private void heal() {
    network.weather().clear();
    run();
  }

  private void run() {
    agenda.runUntil(agenda.now() + 20 * SECOND);
  }
}
