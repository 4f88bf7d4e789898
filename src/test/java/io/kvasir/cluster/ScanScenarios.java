package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.cluster.Client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Scans of three nodes, whatever they are built as: through any of them, also while one is down.
 */
@ExtendWith(ThreeNodes.class)
abstract class ScanScenarios {
  private static final int KEYS = 500;
  private static final Duration SOON = Duration.ofSeconds(30);

  private LocalCluster cluster = LocalCluster.none();

  @BeforeEach
  void allNodesRun(LocalCluster nodes) {
    cluster = nodes;
  }

  @Test
  void everyNodeShowsAllKeysInOrderAlsoWhileAnotherIsDown() {
    List<String> buckets = List.of("scanned-consistent", "scanned-linearizable");
    create(Map.of("name", buckets.get(0), "consistency", "consistent"));
    create(Map.of("name", buckets.get(1), "consistency", "linearizable", "shards", 3));
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      keys.add("key/%04d é".formatted(i));
    }
    for (String bucket : buckets) {
      Crowd.run(KEYS, n -> put(bucket, keys.get(n), 1 + n % 3));
      assertThat(walk(bucket, 1, 2, 3)).isEqualTo(keys);
    }

    cluster.node(3).kill();
    for (String bucket : buckets) {
      List<String> left = new ArrayList<>(keys);
      for (int i = KEYS - 10; i < KEYS; i++) {
        String path = Client.path(bucket, keys.get(i));
        Await.until(
            SOON, () -> "cannot delete " + path, () -> cluster.client(1).delete(path).isOk());
        left.remove(keys.get(i));
      }
      assertThat(walk(bucket, 1, 2)).isEqualTo(left);
      cluster.startAll();
      assertThat(walk(bucket, 3, 1, 2))
          .as("through a node that missed the deletions")
          .isEqualTo(left);
      cluster.node(3).kill();
    }
    cluster.startAll();
  }

  private void create(Map<String, ?> bucket) {
    Response created = cluster.client(1).createBucket(bucket);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
  }

  private void put(String bucket, String key, int node) {
    Response put = cluster.client(node).put(bucket, key, "value of " + key);
    assertThat(put.status()).as(put.body()).isEqualTo(200);
  }

  /** All keys, each page through the next node. */
  private List<String> walk(String bucket, int... nodes) {
    long begun = System.nanoTime();
    List<String> keys = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      String path = "/bucket/" + bucket + "?prefix=key&limit=60" + cursor;
      Client client = cluster.client(nodes[pages++ % nodes.length]);
      List<JsonNode> page = new ArrayList<>();
      Await.until(
          SOON,
          () -> "no page: " + client.get(path).body(),
          () -> {
            Response response = client.get(path);
            if (response.isOk()) {
              page.add(response.json());
            }
            return response.isOk();
          });
      JsonNode items = page.getFirst().get("items");
      items.forEach(item -> keys.add(item.get("key").asText()));
      items.forEach(
          item ->
              assertThat(item.get("value").asText())
                  .isEqualTo("value of " + item.get("key").asText()));
      JsonNode next = page.getFirst().path("cursor");
      cursor = next.isMissingNode() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty());
    System.out.printf(
        "scan of %d keys of %s in %d pages through %d nodes: %d ms%n",
        keys.size(), bucket, pages, nodes.length, (System.nanoTime() - begun) / 1_000_000);
    return keys;
  }
}
