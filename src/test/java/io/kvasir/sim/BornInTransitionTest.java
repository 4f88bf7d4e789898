package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.topology.CatalogueOutcome;
import io.kvasir.core.topology.TopologyCommand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A bucket comes to be while ownership changes: nobody hands it over, and it is kept all the same.
 */
class BornInTransitionTest {
  private static final BucketName NAME = new BucketName("born");
  private static final int KEYS = 40;

  private final QuietCluster cluster = new QuietCluster(4);

  @Test
  void whatWasAcknowledgedThereOutlivesARestartOfWhoIsToOwnIt() {
    cluster.node(2).crash();
    cluster.run(5);
    cluster
        .engine(0)
        .changeMembership(new TopologyCommand.Leave(cluster.ids().get(3)), 2_000, o -> {});
    cluster.run(5);
    assertThat(cluster.topology(0).transition()).isPresent();
    List<CatalogueOutcome> created = new ArrayList<>();
    BucketSpec single = new BucketSpec(DataType.LWW_REGISTER, Consistency.Preset.EVENTUAL, 1);
    cluster.engine(0).createBucket(NAME, single, 2_000, created::add);
    cluster.run(3);
    assertThat(created).hasSize(1);
    List<Integer> acknowledged = write();
    assertThat(acknowledged).isNotEmpty();

    for (int node = 0; node < 2; node++) {
      cluster.node(node).crash();
      cluster.node(node).start();
      cluster.run(10);
    }
    cluster.node(2).start();
    cluster.run(30);

    assertThat(cluster.topology(0).transition()).isEmpty();
    for (int key : acknowledged) {
      assertThat(read(key)).as("k%d", key).isEqualTo(Value.text("v" + key));
    }
  }

  private List<Integer> write() {
    List<Integer> acknowledged = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      int key = i;
      cluster
          .engine(0)
          .write(
              new WriteRequest(
                  entry(key),
                  DataType.LWW_REGISTER,
                  new Operation.Put(Value.text("v" + key)),
                  1,
                  new Quorum.Exactly(1)),
              2_000,
              outcome -> {
                if (outcome instanceof WriteOutcome.Stored) {
                  acknowledged.add(key);
                }
              });
    }
    cluster.run(5);
    return acknowledged;
  }

  private Object read(int key) {
    List<ReadOutcome> reads = new ArrayList<>();
    cluster
        .engine(0)
        .read(
            new ReadRequest(entry(key), DataType.LWW_REGISTER, 1, new Quorum.Exactly(1)),
            2_000,
            reads::add);
    cluster.run(1);
    return reads.getFirst() instanceof ReadOutcome.Answered(LwwRegister register)
        ? register.value().<Object>map(value -> value).orElse("nothing")
        : reads.getFirst();
  }

  private EntryKey entry(int key) {
    BucketId bucket = cluster.topology(0).buckets().live(NAME).orElseThrow().id();
    return new EntryKey(bucket, new Key("k" + key));
  }
}
