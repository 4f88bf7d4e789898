package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.topology.MembershipOutcome;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.engine.groups.GroupStatus;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Members that give up their partitions and get some again, on four real engines that count under
 * way: every acknowledged count is read afterwards, and none twice.
 */
class ComingAndGoingTest {
  private static final int KEYS = 40;

  private final QuietCluster cluster = new QuietCluster(4);
  private final TreeMap<Integer, Integer> counted = new TreeMap<>();

  @Test
  void nothingIsLostOrCountedTwiceWhenMembersLeaveAndJoin() {
    NodeId goer = cluster.ids().get(1);
    countEverywhere();

    change(new TopologyCommand.Leave(goer));
    countEverywhere();
    cluster.run(30);

    assertThat(cluster.engine(1).isRemoved()).isTrue();
    assertThat(cluster.topology(0).transition()).isEmpty();
    assertThat(cluster.topology(0).members()).doesNotContainKey(goer);
    requireCounts(List.of(0, 2, 3));
    cluster.node(1).crash();
    cluster.node(1).replaceDisk();
    cluster.node(1).start();
    cluster.run(10);
    assertThat(cluster.topology(0).members()).as("in another life").containsKey(goer);
    change(new TopologyCommand.Join(new TreeSet<>(List.of(goer))));
    countEverywhere();
    cluster.run(30);
    assertThat(cluster.topology(0).transition()).isEmpty();
    assertThat(cluster.topology(0).ring().members()).contains(goer);
    countEverywhere();
    requireCounts(List.of(0, 1, 2, 3));
  }

  /** Nothing of a group reaches a replica that was let go of, not even that; so it asks. */
  @Test
  void whoLeavesIsLetGoOfByItsGroupsAndDeparts() {
    NodeId goer = cluster.topology(0).groups().firstEntry().getValue().wanted().getLast();
    int index = cluster.ids().indexOf(goer);

    change(new TopologyCommand.Leave(goer));
    cluster.run(30);

    assertThat(cluster.engine(index).groups().statuses())
        .extracting(GroupStatus::group)
        .containsExactly(GroupId.TOPOLOGY);
    assertThat(cluster.topology((index + 1) % 4).members()).doesNotContainKey(goer);
  }

  private void change(TopologyCommand command) {
    List<MembershipOutcome> outcomes = new ArrayList<>();
    cluster.engine(0).changeMembership(command, 2_000, outcomes::add);
    while (outcomes.isEmpty()) {
      cluster.runMicros(1_000);
    }
    assertThat(outcomes).containsExactly(new MembershipOutcome.Accepted());
  }

  /** Every key once, each through another node. */
  private void countEverywhere() {
    for (int key = 0; key < KEYS; key++) {
      int counting = key;
      cluster
          .engine(key % cluster.ids().size())
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
      cluster.runMicros(10_000);
    }
    cluster.run(6);
  }

  private void requireCounts(List<Integer> nodes) {
    for (int node : nodes) {
      for (int key = 0; key < KEYS; key++) {
        assertThat(read(node, key))
            .as("key %d at n%d", key, node + 1)
            .isEqualTo(BigInteger.valueOf(counted.getOrDefault(key, 0)));
      }
    }
  }

  private BigInteger read(int node, int key) {
    List<ReadOutcome> outcomes = new ArrayList<>();
    cluster
        .engine(node)
        .read(
            new ReadRequest(entry(key), DataType.PN_COUNTER, 3, new Quorum.Majority()),
            2_000,
            outcomes::add);
    cluster.runMicros(100_000);
    return ((PnCounter) ((ReadOutcome.Answered) outcomes.getFirst()).state()).value();
  }

  private static EntryKey entry(int key) {
    return States.entry("__default_counter__", "k" + key);
  }
}
