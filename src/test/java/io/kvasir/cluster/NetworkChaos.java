package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cluster.Nemesis.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A minute of faults with those of the network. It needs root and changes the machine's network
 * interfaces, so {@code make test} leaves it out; {@code make chaos} runs it.
 */
class NetworkChaos {
  private static final List<Fault> FAULTS =
      List.of(
          Fault.KILL_LEADER,
          Fault.CUT_LEADER_OFF,
          Fault.PAUSE_LEADER,
          Fault.CUT_LEADER_ONE_WAY,
          Fault.UNPLUG_LEADER,
          Fault.KILL_ANY);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void clientsSeeOneHistoryWhileLeadersAreKilledPausedAndCutOff() {
    try (Namespaces network = new Namespaces(3);
        LocalCluster cluster = LocalCluster.start(folder, 3, Map.of(), network.hosts())) {
      String bucket = Chaos.bucket(cluster, "registers", 3);

      new Chaos(cluster, bucket, Optional.of(network), folder)
          .run(Chaos.lasting(Duration.ofMinutes(1)), FAULTS)
          .judge();
    }
  }

  @Test
  void bothSidesOfAPartitionBecomeEqualAfterwards() {
    try (Namespaces network = new Namespaces(3);
        LocalCluster cluster =
            LocalCluster.start(
                folder, 3, Map.of("kvasir.anti-entropy.interval", "5s"), network.hosts())) {
      String bucket = "split";
      assertThat(
              cluster
                  .client(1)
                  .createBucket(Map.of("name", bucket, "type", "lww", "consistency", "eventual"))
                  .status())
          .isEqualTo(201);
      Load load = new Load(cluster.clients(), bucket, "k", Integer.MAX_VALUE);
      load.start();
      load.awaitAcknowledged(100);

      for (int other = 1; other <= 2; other++) {
        network.cut(3, other);
        network.cut(other, 3);
      }
      long end = System.nanoTime() + Chaos.lasting(Duration.ofMinutes(1)).toNanos();
      Await.until(Duration.ofHours(1), () -> "no time", () -> System.nanoTime() > end);
      load.stop();
      long differing = Digests.differing(cluster.clients());
      network.heal();

      Duration took = Digests.awaitEqual(cluster.clients(), Duration.ofMinutes(2));
      assertThat(differing).as("partitions that differed").isPositive();
      System.out.printf(
          "2|1: %d writes, %d partitions differed, all equal %s after healing%n",
          load.acknowledged().size(), differing, took);
    }
  }
}
