package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cluster.Client.Response;
import io.kvasir.cluster.Nemesis.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What linearizable buckets promise on real processes, whatever they are built as. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConsensusScenarios {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final List<Fault> FAULTS =
      List.of(Fault.KILL_LEADER, Fault.PAUSE_LEADER, Fault.KILL_ANY, Fault.KILL_LEADER);

  private LocalCluster three = LocalCluster.none();
  private Path folder = Path.of("");

  /** Three nodes for all tests that add none; each takes a bucket of its own. */
  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) {
    folder = temporary;
    three = LocalCluster.start(folder.resolve("three"), 3, Map.of());
  }

  @BeforeEach
  void allNodesRun() {
    three.startAll();
  }

  @AfterAll
  void end() {
    three.close();
  }

  /** How long the longest scenario strikes unless it is told otherwise. */
  abstract Duration chaosTime();

  @Test
  void clientsSeeOneHistoryWhileLeadersAreKilledAndPaused() {
    String bucket = Chaos.bucket(three, "struck", 3);

    new Chaos(three, bucket, Optional.empty(), folder)
        .run(Chaos.lasting(chaosTime()), FAULTS)
        .judge();
  }

  @Test
  void killingAllNodesUnderLoadCostsNoAcknowledgedWrite() {
    String bucket = Chaos.bucket(three, "phoenix", 3);
    Load load = new Load(three.clients(), bucket, "p", 1_000_000);
    load.start();
    load.awaitAcknowledged(1_000);

    three.killAll();
    load.stop();
    three.startAll();

    Crowd.forEach(
        load.acknowledged().entrySet(),
        entry -> assertHolds(three.client(1), bucket, entry.getKey(), entry.getValue()));
    System.out.printf(
        "kill -9 of all nodes under load: %d acknowledged, all there%n",
        load.acknowledged().size());
  }

  @Test
  void clientsSeeOneHistoryThroughADeathOfAllNodes() {
    String bucket = Chaos.bucket(three, "reborn", 3);
    Chaos chaos = new Chaos(three, bucket, Optional.empty(), folder);
    chaos.workload().start();
    for (int round = 0; round < 2; round++) {
      chaos.workload().awaitProgress(500);
      three.killAll();
      three.startAll();
    }
    chaos.workload().awaitProgress(500);

    chaos.judge();
  }

  @Test
  void fiveNodesCarryOnWithoutTwo() {
    try (LocalCluster cluster = LocalCluster.start(folder.resolve("five"), 5, Map.of())) {
      String bucket = Chaos.bucket(cluster, "registers", 5);
      Chaos chaos = new Chaos(cluster, bucket, Optional.empty(), folder);
      chaos.workload().start();
      chaos.workload().awaitProgress(300);

      int leader = new Leaders(cluster, bucket).leader().orElse(1);
      cluster.node(leader).kill();
      cluster.node(1 + leader % 5).kill();
      chaos.workload().awaitProgress(500);
      cluster.startAll();
      chaos.workload().awaitProgress(300);

      chaos.judge();
    }
  }

  @Test
  void aMinorityRefusesAtOnceAndReadsStale() {
    String bucket = Chaos.bucket(three, "lonely", 3);
    Client survivor = three.client(1);
    assertThat(survivor.put(bucket, "k", "kept").isOk()).isTrue();
    Await.until(
        SOON, () -> "node1 does not follow", () -> staleValue(survivor, bucket).equals("kept"));

    three.node(2).kill();
    three.node(3).kill();

    Await.until(
        SOON,
        () -> "the loss is not noticed",
        () -> survivor.put(bucket, "k", "x").status() == 503);
    for (int n = 0; n < 20; n++) {
      long start = System.nanoTime();
      Response refused = survivor.put(bucket, "k", "refused");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
      assertThat(refused.status()).as(refused.body()).isEqualTo(503);
      assertThat(refused.json().path("error").asText()).isIn("no_leader", "no_quorum");
      assertThat(refused.json().path("outcome").asText()).isEqualTo("not-applied");
      assertThat(survivor.get(Client.path(bucket, "k")).status()).isEqualTo(503);
      assertThat(staleValue(survivor, bucket)).isEqualTo("kept");
    }
    three.startAll();
    Await.until(SOON, () -> "no recovery", () -> survivor.put(bucket, "k", "new").isOk());
  }

  private static String staleValue(Client client, String bucket) {
    Response read = client.get(Client.path(bucket, "k") + "?consistency=stale");
    return read.isOk() ? read.json().path("value").asText() : "";
  }

  @Test
  void aNodeJoinsUnderLoad() {
    try (LocalCluster cluster = LocalCluster.start(folder.resolve("joined"), 3, Map.of())) {
      String bucket = Chaos.bucket(cluster, "registers", 3);
      Chaos chaos = new Chaos(cluster, bucket, Optional.empty(), folder);
      chaos.workload().start();
      chaos.workload().awaitProgress(500);

      cluster.join();
      Client joined = cluster.client(4);
      Await.until(
          SOON,
          () -> "node4 does not serve: " + joined.put(bucket, "joined", "v").body(),
          () -> joined.put(bucket, "joined", "v").isOk());
      Await.until(
          SOON,
          () -> "not a member: " + cluster.client(1).get("/admin/members").body(),
          () -> cluster.client(1).get("/admin/members").body().contains("node4"));
      chaos.workload().awaitProgress(500);

      assertHolds(joined, bucket, "joined", "v");
      chaos.judge();
    }
  }

  private static void assertHolds(Client client, String bucket, String key, String value) {
    AtomicReference<Response> read = new AtomicReference<>();
    Await.until(
        SOON,
        () -> key + ": " + read.get(),
        () -> {
          read.set(client.get(Client.path(bucket, key)));
          return read.get().isOk();
        });
    assertThat(read.get().json().path("value").asText()).isEqualTo(value);
  }
}
