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
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Removes by what a client has seen, on three real engines that cannot reach each other until the
 * test lets them. Every write and read is of one replica.
 */
class StaleContextTest {
  private static final EntryKey BASKET = States.entry("__default_set__", "basket");
  private static final Element APPLE = new Element("apple");
  private static final Element PEAR = new Element("pear");

  private final QuietCluster cluster = new QuietCluster(3);

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
    for (int node = 0; node < cluster.ids().size(); node++) {
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
    for (int node = 0; node < cluster.ids().size(); node++) {
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
    for (int node = 0; node < cluster.ids().size(); node++) {
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
    cluster
        .engine(node)
        .write(
            new WriteRequest(BASKET, DataType.OR_SWOT, operation, 3, new Quorum.Exactly(1)),
            2_000,
            outcomes::add);
    cluster.run(1);
    return outcomes.getFirst();
  }

  private SortedSet<Element> members(int node) {
    return ((OrSwot) read(node)).members();
  }

  private Crdt read(int node) {
    List<ReadOutcome> outcomes = new ArrayList<>();
    cluster
        .engine(node)
        .read(
            new ReadRequest(BASKET, DataType.OR_SWOT, 3, new Quorum.Exactly(1)),
            2_000,
            outcomes::add);
    cluster.run(1);
    return ((ReadOutcome.Answered) outcomes.getFirst()).state();
  }

  private void cut() {
    for (NodeId from : cluster.ids()) {
      for (NodeId to : cluster.ids()) {
        if (!from.equals(to)) {
          cluster.weather().cuts.add(new SimNetwork.Link(from, to));
        }
      }
    }
  }

  private void heal() {
    cluster.weather().clear();
    run();
  }

  private void run() {
    cluster.run(20);
  }
}
