package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.topology.CatalogueOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that is its whole cluster asks nobody, so it waits for nothing but its disk. */
class LoneNodeTest {
  /** Less than the shortest time after which anything is done because time passed. */
  private static final long MICROS = 40_000;

  private static final BucketSpec SPEC =
      new BucketSpec(DataType.PN_COUNTER, Consistency.Preset.EVENTUAL, 1);

  private final QuietCluster cluster = new QuietCluster(1);

  @Test
  void leadsAtOnceWhenItIsStartedAgain() {
    cluster.node(0).crash();
    cluster.node(0).start();

    assertThat(createsABucketAtOnce()).isTrue();
  }

  @Test
  void foundsItsClusterAtOnce() {
    long before = cluster.topology(0).clusterId();
    cluster.node(0).crash();
    cluster.node(0).replaceDisk();
    cluster.node(0).start();

    assertThat(createsABucketAtOnce()).isTrue();
    assertThat(cluster.topology(0).clusterId()).isNotEqualTo(before);
  }

  /** Only the leader of the topology's group has it done. */
  private boolean createsABucketAtOnce() {
    List<CatalogueOutcome> created = new ArrayList<>();
    cluster.runMicros(MICROS);
    cluster.engine(0).createBucket(new BucketName("made"), SPEC, 2_000, created::add);
    cluster.runMicros(MICROS);
    return !created.isEmpty() && created.getFirst() instanceof CatalogueOutcome.Done;
  }
}
