package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvasir.cluster.Client.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups of three nodes that are written to all the time, one of which is killed between the
 * backups, and restores into five nodes and into one, whatever they are built as.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BackupScenarios {
  private static final int KEYS = 24;
  private static final List<String> BUCKETS = List.of("text", "sets", "counts", "lin");
  private static final List<String> MEMBERS = List.of("a", "b");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Integer> counts = new ArrayList<>();
  private Path folder = Path.of("");
  private LocalCluster source = LocalCluster.none();
  private BackupLoad load = new BackupLoad(List.of());
  private Path ofThree = Path.of("");
  private Path ofTwo = Path.of("");
  private List<Integer> beforeThree = List.of();
  private List<Integer> beforeTwo = List.of();

  @BeforeAll
  void backUpTwice(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws Exception {
    folder = temporary;
    ofThree = folder.resolve("of-three");
    ofTwo = folder.resolve("of-two");
    source = LocalCluster.start(folder.resolve("source"), 3, Map.of());
    BackupLoad.createBuckets(source.client(1));
    load = new BackupLoad(source.clients());
    fill();
    load.start();
    load.awaitRounds(3);

    beforeThree = load.acknowledged();
    backUp(ofThree);

    load.use(source.clients().subList(0, 2));
    source.node(3).kill();
    load.awaitRounds(3);
    beforeTwo = load.acknowledged();
    backUp(ofTwo);

    load.awaitRounds(1);
    load.stop();
    source.close();
  }

  @AfterAll
  void end() {
    source.close();
  }

  private void backUp(Path to) throws Exception {
    String nodes = source.running().stream().map(Object::toString).collect(Collectors.joining(","));
    ToolRun run =
        ToolRun.of(
            folder,
            nodes,
            "admin",
            "backup",
            "-o",
            "json",
            "--to",
            to.toString(),
            "--nodes",
            nodes);
    assertThat(run.code()).as(run.toString()).isZero();
    assertThat(JSON.readTree(run.out()).path("nodes")).hasSize(source.running().size());
  }

  private ToolRun restore(LocalCluster into, Path from, String... more) throws Exception {
    List<String> words =
        new ArrayList<>(List.of("admin", "restore", "-o", "json", "--from", from.toString()));
    words.addAll(List.of(more));
    String servers = into.running().stream().map(Object::toString).collect(Collectors.joining(","));
    return ToolRun.of(folder, servers, words.toArray(String[]::new));
  }

  /**
   * Keys that nobody changes while backups are made; every third was deleted. What a counter holds
   * is read, since an increment that is sent once more may count twice.
   */
  private void fill() {
    for (int i = 0; i < KEYS; i++) {
      Client client = source.client(1 + i % 3);
      String key = "kept-" + i;
      String text = " " + i;
      int amount = 10 + i;
      done(() -> client.put("text", key, "text" + text));
      done(() -> client.put("lin", key, "lin" + text));
      done(() -> client.post("/bucket/sets/" + key + "/add", Map.of("elements", MEMBERS)));
      done(() -> client.post("/bucket/sets/" + key + "/remove", Map.of("element", "a")));
      done(() -> client.post("/bucket/counts/" + key + "/increment", Map.of("amount", amount)));
      done(() -> client.post("/bucket/counts/" + key + "/decrement", Map.of("amount", 3)));
      Response counted = BackupLoad.read(client, Client.path("counts", key) + "?r=3");
      counts.add(counted.json().path("value").asInt());
      if (isDeleted(i)) {
        BUCKETS.forEach(bucket -> done(() -> client.delete(Client.path(bucket, key))));
      }
    }
  }

  private static void done(Supplier<Response> request) {
    BackupLoad.insist(attempt -> request.get());
  }

  private static boolean isDeleted(int i) {
    return i % 3 == 0;
  }

  /** All of it, exactly. */
  private void checkKept(Client restored) {
    for (int i = 0; i < KEYS; i++) {
      for (String bucket : BUCKETS) {
        Response found = BackupLoad.read(restored, Client.path(bucket, "kept-" + i));
        assertThat(found.status()).as(bucket + i + found).isEqualTo(isDeleted(i) ? 404 : 200);
        if (!isDeleted(i)) {
          JsonNode document = found.json();
          switch (bucket) {
            case "sets" -> assertThat(document.path("members").toString()).isEqualTo("[\"b\"]");
            case "counts" -> assertThat(document.path("value").asInt()).isEqualTo(counts.get(i));
            default -> assertThat(document.path("value").asText()).isEqualTo(bucket + " " + i);
          }
        }
      }
    }
  }

  private static Set<String> buckets(Client client) {
    Set<String> names = new TreeSet<>();
    client.get("/buckets").json().forEach(bucket -> names.add(bucket.path("name").asText()));
    return names;
  }

  private void requireRefused(LocalCluster into, String why) throws Exception {
    Set<String> before = buckets(into.client(1));
    ToolRun refused = restore(into, ofThree);
    assertThat(refused.code()).as(refused.toString()).isEqualTo(3);
    assertThat(refused.err()).contains("The backup cannot be used").contains(why);
    assertThat(buckets(into.client(1))).isEqualTo(before);
  }

  @Test
  void whatWasAcknowledgedIsInFiveNodes() throws Exception {
    try (LocalCluster five = LocalCluster.start(folder.resolve("five"), 5, Map.of())) {
      ToolRun run = restore(five, ofThree, "--verify");

      assertThat(run.code()).as(run.toString()).isZero();
      assertThat(JSON.readTree(run.out()).path("differing").asInt(-1)).isZero();
      checkKept(five.client(2));
      load.check(five.client(5), beforeThree);
    }
  }

  @Test
  void aDamagedBackupIsRefusedAndOneThatWasMadeWithoutAKilledNodeIsWhole() throws Exception {
    try (LocalCluster one = LocalCluster.start(folder.resolve("one"), 1, Map.of())) {
      Path file = ofThree.resolve("node-2.ndjson");
      byte[] whole = Files.readAllBytes(file);
      byte[] flipped = whole.clone();
      flipped[whole.length / 2] ^= 1;
      Files.write(file, flipped);
      requireRefused(one, "its checksum is another");
      Files.delete(file);
      requireRefused(one, "node-2.ndjson cannot be read");
      Files.write(file, whole);

      ToolRun run = restore(one, ofTwo, "--verify");

      assertThat(run.code()).as(run.toString()).isZero();
      assertThat(JSON.readTree(run.out()).path("differing").asInt(-1)).isZero();
      checkKept(one.client(1));
      load.check(one.client(1), beforeTwo);
    }
  }

  @Test
  void aBackupIsNotWrittenOver() throws Exception {
    List<Path> before = files(ofThree);

    ToolRun run =
        ToolRun.of(folder, "http://127.0.0.1:1", "admin", "backup", "--to", ofThree.toString());

    assertThat(run.code()).as(run.toString()).isEqualTo(2);
    assertThat(run.err()).contains("There is a backup already");
    assertThat(files(ofThree)).isEqualTo(before);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
