package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Replicas among real processes become equal by themselves, whatever they are built as. */
abstract class RepairScenarios {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int KEYS = 800;

  private static final Map<String, String> SETTINGS =
      Map.of("kvasir.anti-entropy.interval", "1s", "kvasir.cluster.partitions", "64");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void aNodeThatLostItsDiskFillsAgainWhileItServes() {
    try (LocalCluster cluster = LocalCluster.start(folder, 3, SETTINGS)) {
      String bucket = "filled";
      assertThat(
              cluster
                  .client(1)
                  .createBucket(Map.of("name", bucket, "type", "lww", "consistency", "consistent"))
                  .status())
          .isEqualTo(201);
      Load before = new Load(cluster.clients(), bucket, "old", KEYS);
      before.start();
      before.awaitEnd();
      assertThat(before.acknowledged()).hasSize(KEYS);

      cluster.node(3).kill();
      Folders.delete(folder.resolve("node3").resolve("data"));
      cluster.restart(3);
      Load meanwhile = new Load(cluster.clients(), bucket, "new", KEYS);
      meanwhile.start();
      Duration took = Digests.awaitEqual(cluster.clients(), SOON);
      meanwhile.awaitEnd();

      assertThat(meanwhile.acknowledged()).hasSize(KEYS);
      Digests.awaitEqual(cluster.clients(), SOON);
      assertThat(Digests.of(cluster.client(3)).values()).doesNotContain("0000000000000000");
      assertServes(cluster.client(3), bucket, before);
      System.out.printf("a lost disk: equal again %s after the start, while it served%n", took);
    }
  }

  /** What the node has itself. */
  private static void assertServes(Client node, String bucket, Load load) {
    Crowd.forEach(
        load.acknowledged().entrySet(),
        entry ->
            assertThat(node.get(bucket, entry.getKey(), 1).json().path("value").asText())
                .as(entry.getKey())
                .isEqualTo(entry.getValue()));
  }
}
