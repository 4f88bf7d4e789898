package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.cluster.Client.Response;
import io.kvasir.cluster.Watcher.Heard;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writers who change few keys of a convergent bucket through all nodes that run, each acknowledged
 * by one replica, and a watcher at node 2.
 */
final class ConvergentLoad implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int KEYS = 25;

  private final LocalCluster cluster;
  private final String bucket;
  private final String type;
  private final AtomicInteger written = new AtomicInteger();
  private Watcher watcher;

  ConvergentLoad(LocalCluster cluster, String bucket, String type) {
    this.cluster = cluster;
    this.bucket = bucket;
    this.type = type;
  }

  void begin() {
    Response created =
        cluster
            .client(1)
            .createBucket(Map.of("name", bucket, "type", type, "consistency", "eventual"));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    watcher = Watcher.begin(cluster, "/bucket/" + bucket + "/_watch", 2);
  }

  /** Writes so many times. */
  void write(int count) {
    List<Integer> running =
        List.of(1, 2, 3).stream().filter(node -> cluster.node(node).isAlive()).toList();
    Crowd.run(
        count,
        _ -> {
          int n = written.getAndIncrement();
          Client client = cluster.client(running.get(n % running.size()));
          String path = Client.path(bucket, key(n * 7 % KEYS));
          Await.until(SOON, () -> "no write to " + path, () -> write(client, path, n).isOk());
        });
  }

  private static String key(int number) {
    return "key" + number;
  }

  private Response write(Client client, String path, int n) {
    return switch (type) {
      case "lww" ->
          n % 5 == 4 ? client.delete(path) : client.put(bucket, key(n * 7 % KEYS), "v" + n);
      case "pn_counter" -> client.post(path + "/increment", Map.of("amount", n + 1));
      default ->
          client.post(path + (n % 4 == 3 ? "/remove" : "/add"), Map.of("element", "e" + n % 9));
    };
  }

  /** The last that was heard of each key comes to be what all replicas together hold. */
  void awaitLastHeardIsHeld() {
    for (int n = 0; n < KEYS; n++) {
      String key = key(n);
      Await.until(
          SOON,
          () ->
              "of %s was heard %s, there is %s; streams ended: %s"
                  .formatted(key, heardOf(key), held(key), watcher.ends()),
          () -> isHeld(key));
    }
    System.out.printf(
        "watch of a convergent bucket of type %s: %d writes, %d events; streams ended: %s%n",
        type, written.get(), watcher.count(), watcher.ends());
  }

  private boolean isHeld(String key) {
    Heard last = last().get(key);
    Response held = held(key);
    if (last == null) {
      return held.status() == 404;
    }
    JsonNode document = last.document();
    return last.name().equals("delete")
        ? held.status() == 404
        : held.isOk() && held.json().equals(document);
  }

  private Response held(String key) {
    return cluster.client(1).get(bucket, key, cluster.size());
  }

  private List<Heard> heardOf(String key) {
    return watcher.heard().stream().filter(each -> each.key().equals(key)).toList();
  }

  private Map<String, Heard> last() {
    Map<String, Heard> last = new HashMap<>();
    watcher.heard().forEach(each -> last.put(each.key(), each));
    return last;
  }

  @Override
  public void close() {
    if (watcher != null) {
      watcher.close();
    }
  }
}
