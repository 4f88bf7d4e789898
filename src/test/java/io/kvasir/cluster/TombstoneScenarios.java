package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What remains of deleted keys goes on real processes, whatever they are built as. */
abstract class TombstoneScenarios {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int KEYS = 300;
  private static final String BUCKET = "gone";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void whatRemainsOfDeletedKeysGoesWhenAllNodesAreThere() {
    try (LocalCluster cluster =
        LocalCluster.start(folder, 3, Map.of("kvasir.tombstones.interval", "1s"))) {
      assertThat(
              cluster
                  .client(1)
                  .createBucket(Map.of("name", BUCKET, "type", "lww", "consistency", "consistent"))
                  .status())
          .isEqualTo(201);
      Load load = new Load(cluster.clients(), BUCKET, "k", KEYS);
      load.start();
      load.awaitEnd();
      List<String> keys = List.copyOf(load.acknowledged().keySet());
      assertThat(keys).hasSize(KEYS);

      cluster.node(3).kill();
      Crowd.forEach(
          keys,
          key ->
              assertThat(cluster.client(1).delete(Client.path(BUCKET, key)).status())
                  .isLessThan(300));
      Await.until(
          SOON,
          () -> "node 3 is not named:\n" + metrics(cluster, 1),
          () -> metrics(cluster, 1).contains("kvasir_tombstones_blocked{peer=\"node3\""));
      assertThat(reclaimed(cluster)).isZero();

      cluster.restart(3);
      Await.until(
          SOON,
          () -> "%s of %s went".formatted(reclaimed(cluster), 3 * KEYS),
          () -> reclaimed(cluster) >= 3 * KEYS);
      Await.until(
          SOON,
          () -> "some had to stay:\n" + metrics(cluster, 1),
          () -> metrics(cluster, 1).contains("kvasir_tombstones_candidates 0.0"));

      cluster.killAll();
      cluster.startAll();
      Digests.awaitEqual(cluster.clients(), SOON);
      for (Client node : cluster.clients()) {
        Crowd.forEach(
            keys, key -> assertThat(node.get(BUCKET, key, 1).status()).as(key).isEqualTo(404));
      }
    }
  }

  private static double reclaimed(LocalCluster cluster) {
    double all = 0;
    for (int node = 1; node <= cluster.size(); node++) {
      if (cluster.node(node).isAlive()) {
        all += value(metrics(cluster, node), "kvasir_tombstones_reclaimed_total");
      }
    }
    return all;
  }

  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  private static String metrics(LocalCluster cluster, int node) {
    return cluster.client(node).get("/metrics").body();
  }
}
