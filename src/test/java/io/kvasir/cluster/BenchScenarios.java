package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The load generator against three nodes, whatever they and it are built as: what it says it did is
 * what the nodes hold then.
 */
@ExtendWith(ThreeNodes.class)
abstract class BenchScenarios {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int CONNECTIONS = 6;

  /** More than connections: the last one is written, in their order, when others were answered. */
  private static final int KEYS = 8;

  /**
   * At 400 operations per second, in 200 ms; how fast the nodes are makes no difference to that.
   */
  private static final int DUE = 80;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder = Path.of("");

  private LocalCluster cluster = LocalCluster.none();

  @BeforeEach
  void allNodesRun(LocalCluster nodes) {
    cluster = nodes;
  }

  /** How nodes are spoken to. */
  enum Way {
    HTTP,
    TCP;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    String target(NodeProcess node) {
      return this == HTTP
          ? node.base().toString()
          : "tcp://" + node.base().getHost() + ":" + node.tcpPort();
    }
  }

  private ToolRun.Begun begin(String workload, String target, String bucket, String... more)
      throws Exception {
    List<String> words = new ArrayList<>(List.of("bench", workload, "--json=-", "--warmup=0ms"));
    words.add("--target=" + target);
    words.add("--bucket=" + bucket);
    words.addAll(
        List.of(
            "--connections=" + CONNECTIONS, "--timeout=30s", "--keys=" + KEYS, "--value-size=32"));
    words.addAll(List.of(more));
    String servers =
        cluster.running().stream().map(Object::toString).collect(Collectors.joining(","));
    return ToolRun.begin(folder, servers, words.toArray(String[]::new));
  }

  /**
   * Open loops over all nodes at the same time, each in its way, that nothing must go wrong with;
   * and their reports.
   *
   * @param name of the buckets, behind which the way stands
   */
  private Map<Way, JsonNode> load(String workload, String name, String... more) throws Exception {
    Map<Way, ToolRun.Begun> begun = new EnumMap<>(Way.class);
    for (Way way : Way.values()) {
      String all =
          IntStream.rangeClosed(1, 3)
              .mapToObj(n -> way.target(cluster.node(n)))
              .collect(Collectors.joining(","));
      List<String> words = new ArrayList<>(List.of("--rate=400", "--duration=200ms"));
      words.addAll(List.of(more));
      begun.put(way, begin(workload, all, bucket(name, way), words.toArray(String[]::new)));
    }
    Map<Way, JsonNode> reports = new EnumMap<>(Way.class);
    for (Way way : Way.values()) {
      ToolRun run = begun.get(way).await();
      assertThat(run.code()).as(run.toString()).isZero();
      JsonNode report = JSON.readTree(run.out());
      assertThat(report.path("failed").asInt(-1)).as(run.out()).isZero();
      assertThat(report.path("unsent").asInt(-1)).as(run.out()).isZero();
      assertThat(report.path("total").path("operations").asLong()).as(run.out()).isEqualTo(DUE);
      assertThat(report.path("target").asText()).isEqualTo(way.word());
      reports.put(way, report);
    }
    return reports;
  }

  @Test
  void endsWhenThereAreFewerSocketsThanConnections() throws Exception {
    ToolRun run =
        ToolRun.beginWithin(
                400,
                folder,
                cluster.node(1).base().toString(),
                "bench",
                "get",
                "--bucket=any",
                "--connections=1000",
                "--duration=60s",
                "--target=" + Way.HTTP.target(cluster.node(1)))
            .await();

    assertThat(run.code()).as(run.toString()).isEqualTo(5);
    assertThat(run.err()).contains("ulimit -n").doesNotContain("Exception");
  }

  private static String bucket(String name, Way way) {
    return "bench-" + name + "-" + way.word();
  }

  private static long count(JsonNode report, String kind) {
    return report.path("operations").path(kind).path("operations").asLong();
  }

  private JsonNode value(String bucket, int key) {
    String path = "/bucket/" + bucket + "/k%010d".formatted(key);
    Client.Response answer = cluster.client(1).get(path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private List<String> keys(String bucket) {
    List<String> keys = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = cluster.client(2).get("/bucket/" + bucket + "?limit=1000" + cursor).json();
      page.path("items").forEach(one -> keys.add(one.path("key").asText()));
      String next = page.path("cursor").asText("");
      cursor = next.isEmpty() ? "" : "&cursor=" + Client.encode(next);
    } while (!cursor.isEmpty());
    return keys;
  }

  @ParameterizedTest
  @ValueSource(strings = {"consistent", "linearizable"})
  void everyIncrementIsThereOnce(String consistency) throws Exception {
    String name = "counted-" + consistency;

    Map<Way, JsonNode> reports = load("increment", name, "--create=" + consistency);

    for (Way way : Way.values()) {
      long sum = 0;
      for (int key = 0; key < KEYS; key++) {
        sum += value(bucket(name, way), key).path("value").asLong();
      }
      assertThat(sum).as(reports.toString()).isEqualTo(count(reports.get(way), "increment"));
    }
  }

  @Test
  void everyInsertIsThereAndScansFindKeys() throws Exception {
    Map<Way, JsonNode> mixed = load("ycsb-e", "ordered", "--create=linearizable", "--preload");
    Map<Way, JsonNode> alone = load("scan", "ordered");

    for (Way way : Way.values()) {
      JsonNode report = mixed.get(way);
      int inserted = (int) count(report, "insert");
      assertThat(keys(bucket("ordered", way))).as(report.toString()).hasSize(KEYS + inserted);
      assertThat(count(report, "scan")).isPositive();
      assertThat(alone.get(way).path("operations").size()).isEqualTo(1);
      assertThat(count(alone.get(way), "scan")).isPositive();
    }
  }

  @Test
  void setsHaveTheElementsThatWereAdded() throws Exception {
    load("add", "sets", "--create=consistent", "--preload", "--set-size=7");

    for (Way way : Way.values()) {
      for (int key = 0; key < KEYS; key++) {
        assertThat(value(bucket("sets", way), key).path("members")).hasSize(7);
      }
    }
  }

  @Test
  void readsAndWritesKeysOfBothKindsOfBuckets() throws Exception {
    Map<Way, JsonNode> halves = load("ycsb-a", "mixed", "--create=consistent", "--preload");
    Map<Way, JsonNode> twice = load("ycsb-f", "kept", "--create=linearizable", "--preload");
    Map<Way, JsonNode> transactions = load("txn", "kept", "--txn-keys=2");

    for (Way way : Way.values()) {
      requireParts(halves.get(way), "get", "put");
      requireParts(twice.get(way), "get", "rmw");
      assertThat(count(transactions.get(way), "txn")).isPositive();
      for (String name : List.of("mixed", "kept")) {
        assertThat(keys(bucket(name, way))).hasSize(KEYS);
        assertThat(value(bucket(name, way), KEYS - 1).path("value").asText()).hasSize(32);
      }
    }
  }

  /** All keys are found, and operations of these kinds are all there are. */
  private static void requireParts(JsonNode report, String one, String other) {
    JsonNode total = report.path("total");
    assertThat(total.path("misses").asLong(-1)).as(report.toString()).isZero();
    assertThat(count(report, one)).isPositive();
    assertThat(count(report, other)).isPositive();
    assertThat(count(report, one) + count(report, other))
        .isEqualTo(total.path("operations").asLong());
  }

  @Test
  void watchesSeeWrites() throws Exception {
    Map<Way, JsonNode> reports = load("watch", "watched", "--create=linearizable", "--watchers=2");

    reports
        .values()
        .forEach(
            report -> {
              long puts = count(report, "put");
              assertThat(count(report, "event")).isPositive().isLessThanOrEqualTo(2 * puts);
              assertThat(report.path("total").path("operations").asLong()).isEqualTo(puts);
            });
  }

  @Test
  void aNodeThatDiesIsCountedAndALoadThatIsStoppedTellsWhatItDid() throws Exception {
    String bucket = bucket("left", Way.TCP);
    Path plot = folder.resolve("course.svg");
    Client client = cluster.client(1);
    assertThat(client.createBucket(Map.of("name", bucket)).status()).isEqualTo(201);
    ToolRun.Begun begun =
        begin(
            "put",
            Way.TCP.target(cluster.node(3)),
            bucket,
            "--duration=10m",
            "--distribution=sequential",
            "--plot=" + plot);
    String last = "/bucket/" + bucket + "/k%010d".formatted(KEYS - 1);
    Await.until(SOON, () -> "the last key is not written", () -> client.get(last).isOk());

    cluster.node(3).kill();
    begun.ask();
    ToolRun run = begun.await();

    assertThat(run.code()).as(run.toString()).isEqualTo(5);
    JsonNode report = JSON.readTree(run.out());
    assertThat(report.path("interrupted").asBoolean()).isTrue();
    assertThat(report.path("errors").path("connection lost").asInt()).as(run.out()).isPositive();
    assertThat(count(report, "put")).isPositive();
    assertThat(run.err()).contains("operations failed");
    assertThat(Files.readString(plot)).startsWith("<svg ").endsWith("</svg>\n");
  }
}
