package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.topology.MembershipOutcome;
import io.kvasir.core.topology.TopologyCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Nodes get back what they lost a moment ago, while its deletion is under way: what they take over
 * must not lean on rows that are about to go.
 */
class BackAtOnceTest {
  private static final int KEYS = 60;
  private static final int TURNS = 16;

  private final QuietCluster cluster = new QuietCluster(4);
  private final NodeId goer = cluster.ids().getLast();
  private final TreeSet<Element> added = new TreeSet<>();
  private final List<WriteOutcome> outcomes = new ArrayList<>();

  @Test
  void setsStayWholeWhenAMemberLeavesAndJoinsAndLeavesAtOnce() {
    int turns = 0;
    while (turns < TURNS && turn(turns)) {
      turns++;
    }
    cluster.run(10);

    assertThat(turns).isGreaterThanOrEqualTo(TURNS / 2);

    assertThat(outcomes)
        .hasSize(added.size() * KEYS)
        .allMatch(WriteOutcome.Stored.class::isInstance);
    for (int node = 0; node < 3; node++) {
      for (int key = 0; key < KEYS; key++) {
        assertThat(members(node, key)).as("k%d at n%d", key, node + 1).isEqualTo(added);
      }
    }
  }

  /** False when the member that left has gone for good before it could join again. */
  private boolean turn(int number) {
    boolean leaves = number % 2 == 0;
    addEverywhere((leaves ? "leaves " : "joins ") + number);
    MembershipOutcome outcome =
        settle(
            leaves
                ? new TopologyCommand.Leave(goer)
                : new TopologyCommand.Join(new TreeSet<>(List.of(goer))));
    if (outcome.equals(new MembershipOutcome.Unknown())) {
      assertThat(leaves).isFalse();
      assertThat(cluster.topology(0).members()).doesNotContainKey(goer);
      return false;
    }
    assertThat(outcome).isEqualTo(new MembershipOutcome.Accepted());
    return true;
  }

  /** Returns at the moment at which all has changed hands. */
  private MembershipOutcome settle(TopologyCommand command) {
    List<MembershipOutcome> changes = new ArrayList<>();
    cluster.engine(0).changeMembership(command, 2_000, changes::add);
    while (changes.isEmpty() || cluster.topology(0).transition().isPresent()) {
      cluster.runMicros(100);
    }
    assertThat(changes).hasSize(1);
    return changes.getFirst();
  }

  private void addEverywhere(String element) {
    added.add(new Element(element));
    for (int key = 0; key < KEYS; key++) {
      cluster
          .engine(key % 3)
          .write(
              new WriteRequest(
                  entry(key),
                  DataType.OR_SWOT,
                  new Operation.Add(new TreeSet<>(List.of(new Element(element)))),
                  3,
                  new Quorum.Majority()),
              5_000,
              outcomes::add);
    }
  }

  private SortedSet<Element> members(int node, int key) {
    List<ReadOutcome> reads = new ArrayList<>();
    cluster
        .engine(node)
        .read(
            new ReadRequest(entry(key), DataType.OR_SWOT, 3, new Quorum.All()), 2_000, reads::add);
    cluster.runMicros(100_000);
    return ((OrSwot) ((ReadOutcome.Answered) reads.getFirst()).state()).members();
  }

  private static EntryKey entry(int key) {
    return States.entry("__default_set__", "k" + key);
  }
}
