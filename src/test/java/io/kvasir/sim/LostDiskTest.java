package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a lost disk and a node that is down had acknowledged is refused, not missing. */
class LostDiskTest {
  private static final EntryKey KEY = States.entry("__default_lww__", "k");
  private static final int MEMBERS = 5;

  private final QuietCluster cluster = new QuietCluster(MEMBERS);
  private final SimNode late = replica(0);
  private final SimNode down = replica(1);
  private final SimNode blank = replica(2);

  private SimNode replica(int place) {
    Topology topology = cluster.topology(0);
    NodeId id =
        topology
            .replicas(topology.ring().partitionOf(KEY.bucket().name().value(), "k"), 3)
            .current()
            .nodes()
            .get(place);
    return cluster.node(cluster.ids().indexOf(id));
  }

  @Test
  void itsNodeHasNoVoteUntilItHeardFromAllOthers() {
    late.crash();
    cluster.run(5);
    assertThat(put(blank, "acknowledged")).isInstanceOf(WriteOutcome.Stored.class);
    down.crash();
    blank.crash();
    blank.replaceDisk();

    late.start();
    blank.start();
    cluster.run(20);

    assertThat(blank.running().orElseThrow().engine().repair().unfilled()).isPositive();
    for (SimNode each : List.of(late, blank)) {
      assertThat(get(each, new Quorum.Majority()))
          .isInstanceOf(ReadOutcome.QuorumUnavailable.class);
      assertThat(put(each, "later")).isInstanceOf(WriteOutcome.QuorumUnavailable.class);
    }
    assertThat(get(blank, new Quorum.Exactly(1))).as("by the other").isEqualTo(Value.text("later"));

    down.start();
    cluster.run(20);

    assertThat(blank.running().orElseThrow().engine().isFilled()).isTrue();
    assertThat(get(blank, new Quorum.Majority())).isEqualTo(Value.text("later"));
  }

  /** The value, or the outcome when there is none. */
  private Object get(SimNode node, Quorum quorum) {
    List<ReadOutcome> reads = new ArrayList<>();
    node.running()
        .orElseThrow()
        .engine()
        .read(new ReadRequest(KEY, DataType.LWW_REGISTER, 3, quorum), 2_000, reads::add);
    cluster.run(3);
    return reads.getFirst() instanceof ReadOutcome.Answered(LwwRegister register)
        ? register.value().orElseThrow()
        : reads.getFirst();
  }

  private WriteOutcome put(SimNode node, String value) {
    List<WriteOutcome> outcomes = new ArrayList<>();
    Operation put = new Operation.Put(Value.text(value));
    node.running()
        .orElseThrow()
        .engine()
        .write(
            new WriteRequest(KEY, DataType.LWW_REGISTER, put, 3, new Quorum.Majority()),
            2_000,
            outcomes::add);
    cluster.run(3);
    return outcomes.getFirst();
  }
}
