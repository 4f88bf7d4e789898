package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.topology.CatalogueOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whoever is told that a bucket was created or dropped finds it so on every node in reach. */
class ShownChangeTest {
  private static final BucketName NAME = new BucketName("fresh");
  private static final BucketSpec SPEC =
      new BucketSpec(DataType.LWW_REGISTER, Consistency.Preset.EVENTUAL, 3);

  private final QuietCluster cluster = new QuietCluster(3);
  private int answers;

  @Test
  void whatWasAnsweredShowsEverywhere() {
    for (int round = 0; round < 20; round++) {
      int by = round % 3;
      cluster.engine(by).createBucket(NAME, SPEC, 2_000, outcome -> shows(outcome, true));
      cluster.run(1);
      cluster.engine(by).dropBucket(NAME, 2_000, outcome -> shows(outcome, false));
      cluster.run(1);
    }

    assertThat(answers).isEqualTo(40);
  }

  @Test
  void whoIsOutOfReachIsNotWaitedForLong() {
    List<CatalogueOutcome> outcomes = new ArrayList<>();
    Consumer<CatalogueOutcome> done = outcomes::add;
    int away = cluster.leads(2) ? 0 : 2;
    for (int node = 0; node < 3; node++) {
      if (node != away) {
        cluster
            .weather()
            .cuts
            .add(new SimNetwork.Link(cluster.ids().get(node), cluster.ids().get(away)));
      }
    }
    int by = cluster.leads(0) ? 0 : cluster.leads(1) ? 1 : 2;

    cluster.engine(by).createBucket(NAME, SPEC, 5_000, done);
    cluster.run(1);

    assertThat(outcomes).singleElement().isInstanceOf(CatalogueOutcome.Done.class);
  }

  private void shows(CatalogueOutcome outcome, boolean isThere) {
    assertThat(outcome).isInstanceOf(CatalogueOutcome.Done.class);
    for (int node = 0; node < 3; node++) {
      assertThat(cluster.topology(node).buckets().live(NAME).isPresent())
          .as("n%d", node + 1)
          .isEqualTo(isThere);
    }
    answers++;
  }
}
