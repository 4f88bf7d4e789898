package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** How nodes end that are asked to, whatever they are built as. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ShutdownScenarios {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int SHARDS = 6;
  private static final int ROUNDS = 3;

  /** Who waits for a deadline of these does not end while a test waits. */
  private static final Map<String, String> PATIENT =
      Map.of(
          "kvasir.shutdown.grace", "1h",
          "kvasir.http.drain-timeout", "1h",
          "kvasir.http.body-timeout", "1h",
          "kvasir.http.idle-timeout", "1h",
          "kvasir.anti-entropy.interval", "1h");

  private LocalCluster cluster = LocalCluster.none();
  private Path folder = Path.of("");

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) {
    folder = temporary;
    cluster = LocalCluster.start(folder.resolve("patient"), 3, PATIENT);
  }

  @BeforeEach
  void allNodesRun() {
    cluster.startAll();
  }

  @AfterAll
  void end() {
    cluster.close();
  }

  /** What the end of a node cost the clients of the others. */
  private record Loss(double elections, Duration longestWait) {}

  @Test
  void whatANodeLeadsGoesOverWithoutAnElectionAndNoAcknowledgedWriteIsLost() {
    create(cluster.client(1), "led", "linearizable", Map.of("shards", SHARDS));
    List<Loss> stopped = new ArrayList<>();
    List<Loss> killed = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      stopped.add(lossOf(cluster, "s" + round, node -> assertThat(node.stop()).isZero()));
      killed.add(lossOf(cluster, "k" + round, NodeProcess::kill));
    }

    System.out.printf("SIGTERM of who leads most: %s%nkill -9: %s%n", stopped, killed);
    assertThat(median(stopped, Loss::elections)).isZero();
    assertThat(median(killed, Loss::elections)).isPositive();
    assertThat(median(stopped, Loss::longestWait)).isLessThan(median(killed, Loss::longestWait));
  }

  private static <T extends Comparable<T>> T median(List<Loss> losses, Function<Loss, T> part) {
    return losses.stream().map(part).sorted(Comparator.naturalOrder()).toList().get(ROUNDS / 2);
  }

  private static Loss lossOf(LocalCluster cluster, String prefix, Consumer<NodeProcess> end) {
    int victim = mostLeading(cluster);
    List<Integer> others = IntStream.rangeClosed(1, 3).filter(n -> n != victim).boxed().toList();
    double before = elections(cluster, others);
    Pulse pulse = new Pulse(others.stream().map(cluster::client).toList(), "led", prefix);
    pulse.start();
    end.accept(cluster.node(victim));
    pulse.awaitProgress(50);
    Duration longest = pulse.end();
    double elections = elections(cluster, others) - before;

    Client reader = cluster.client(others.getFirst());
    Crowd.forEach(pulse.acknowledged().entrySet(), entry -> assertHolds(reader, entry));
    cluster.startAll();
    return new Loss(elections, longest);
  }

  private static void assertHolds(Client reader, Map.Entry<String, String> entry) {
    Client.Response read = reader.get(Client.path("led", entry.getKey()));
    assertThat(read.isOk()).as(entry.getKey() + ": " + read).isTrue();
    assertThat(read.json().path("value").asText()).isEqualTo(entry.getValue());
  }

  private static int mostLeading(LocalCluster cluster) {
    return IntStream.rangeClosed(1, 3)
        .boxed()
        .max(Comparator.comparingInt(number -> led(cluster.client(number))))
        .orElseThrow();
  }

  private static int led(Client client) {
    int led = 0;
    for (JsonNode group : client.get("/admin/groups").json().path("groups")) {
      led += group.path("role").asText().equals("leader") ? 1 : 0;
    }
    return led;
  }

  /** Which began since nobody was heard of. */
  private static double elections(LocalCluster cluster, List<Integer> nodes) {
    return nodes.stream()
        .flatMap(number -> cluster.client(number).get("/metrics").body().lines())
        .filter(line -> line.startsWith("kvasir_raft_events_total{event=\"election_begun\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void aNodeThatIsAskedToStopAnswersWhatIsUnderWayAndPeersAndLetsNobodyElseIn() {
    create(cluster.client(1), "all", "paranoid", Map.of());
    NodeProcess node = cluster.node(2);
    try (OpenRequest open = new OpenRequest(node, Client.path("all", "k"))) {
      node.ask();

      Client late = cluster.client(2);
      Await.until(SOON, () -> "lets clients in", () -> late.put("all", "x", "v").status() == 503);
      assertThat(late.put("all", "x", "v").json().path("error").asText()).isEqualTo("stopping");
      assertThat(late.get("/readyz").status()).isEqualTo(503);
      assertThat(late.get("/livez").status()).isEqualTo(200);
      assertThat(cluster.client(1).put("all", "y", "needs all three").isOk()).isTrue();
      assertThat(node.isAlive()).isTrue();

      assertThat(open.finish()).contains("HTTP/1.1 200");
    }
    assertThat(node.stop()).isZero();
    cluster.startAll();
    assertThat(cluster.client(1).get("all", "k", 3).json().path("value").asText())
        .isEqualTo("late");
  }

  @Test
  void whoIsAskedTwiceDoesNotWaitForClients() {
    create(cluster.client(1), "one", "eventual", Map.of("replication_n", 1));
    NodeProcess node = cluster.node(1);
    try (OpenRequest _ = new OpenRequest(node, Client.path("one", "k"))) {
      node.ask();
      Await.until(SOON, () -> "ready", () -> cluster.client(1).get("/readyz").status() == 503);
      assertThat(node.isAlive()).isTrue();

      assertThat(node.stop()).isZero();
    }
  }

  @Test
  void whatNobodyCanTakeIsNotWaitedFor() {
    create(cluster.client(1), "led", "linearizable", Map.of("shards", SHARDS));
    int last = mostLeading(cluster);
    IntStream.rangeClosed(1, 3).filter(n -> n != last).forEach(n -> cluster.node(n).kill());

    assertThat(cluster.node(last).stop()).isZero();
  }

  @Test
  void theGracePeriodEndsWhatDoesNotEndByItself() {
    Map<String, String> hasty =
        Map.of(
            "kvasir.shutdown.grace", "1ms",
            "kvasir.http.drain-timeout", "1h",
            "kvasir.http.body-timeout", "1h");
    try (LocalCluster hurried = LocalCluster.start(folder.resolve("hasty"), 1, hasty)) {
      create(hurried.client(1), "one", "eventual", Map.of("replication_n", 1));
      assertThat(hurried.client(1).put("one", "kept", "v").isOk()).isTrue();
      try (OpenRequest _ = new OpenRequest(hurried.node(1), Client.path("one", "k"))) {
        assertThat(hurried.node(1).stop()).isIn(0, 1);
      }

      hurried.restart(1);
      assertThat(hurried.client(1).get("one", "kept", 1).isOk()).isTrue();
    }
  }

  @Test
  void whatAPeerLacksIsDeliveredAfterTheNextStart() {
    create(cluster.client(1), "late", "eventual", Map.of());
    cluster.node(3).kill();
    List<String> keys = IntStream.range(0, 200).mapToObj(n -> "k" + n).toList();
    Crowd.forEach(keys, key -> assertThat(cluster.client(1).put("late", key, key).isOk()).isTrue());
    awaitHints(cluster, keys.size());

    assertThat(cluster.node(1).stop()).isZero();
    cluster.node(2).kill();
    cluster.begin(1);
    awaitHints(cluster, keys.size());
    cluster.restart(3);

    Await.until(SOON, () -> "left: " + hints(cluster), () -> hints(cluster) == 0);
    Crowd.forEach(
        keys, key -> assertThat(cluster.client(3).get("late", key, 1).isOk()).as(key).isTrue());
  }

  private static void awaitHints(LocalCluster cluster, int count) {
    Await.until(
        SOON, () -> "%s of %d".formatted(hints(cluster), count), () -> hints(cluster) >= count);
  }

  private static double hints(LocalCluster cluster) {
    return Gauges.metric(cluster.node(1), "kvasir_hints_records{peer=\"node3\"}");
  }

  private static void create(
      Client client, String name, String consistency, Map<String, Object> more) {
    Map<String, Object> spec = new HashMap<>(more);
    spec.putAll(Map.of("name", name, "type", "lww", "consistency", consistency));
    Await.until(
        SOON,
        () -> "the bucket is not created: " + client.createBucket(spec).body(),
        () -> List.of(201, 409).contains(client.createBucket(spec).status()));
    Await.until(
        SOON,
        () -> "no write: " + client.put(name, "first", "v").body(),
        () -> client.put(name, "first", "v").isOk());
  }
}
