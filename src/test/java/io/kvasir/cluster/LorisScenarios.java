package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hundreds of clients that never come to an end with their requests cost nobody else anything. */
abstract class LorisScenarios {
  private static final int HEADS = 400;
  private static final int HEADS_OF_A_DIALECT = 100;
  private static final int BODIES = 100;
  private static final Duration ALL_END = Duration.ofMinutes(2);
  private static final Map<String, String> SETTINGS =
      Map.of(
          "kvasir.bus.port", "0",
          "kvasir.dialect.conuredb.port", "0",
          "kvasir.http.head-timeout", "2s",
          "kvasir.http.body-timeout", "2s");

  @Test
  void allEndAndOthersAreServed(@TempDir Path folder) throws Exception {
    try (NodeProcess node = NodeProcess.start(folder, SETTINGS);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<List<Integer>> served =
          CompletableFuture.supplyAsync(() -> serve(node, enough), threads);
      List<Loris> open = new ArrayList<>(crowd(node));
      List<Loris> all = List.copyOf(open);

      Await.until(
          ALL_END,
          () -> open.size() + " connections go on",
          () -> {
            open.removeIf(loris -> !loris.dribble());
            return open.isEmpty();
          });
      enough.set(true);

      assertThat(served.join()).isNotEmpty().allMatch(status -> status == 200);
      String metrics = node.get("/metrics").body();
      assertThat(ended(metrics, "slow_head")).isEqualTo(HEADS + HEADS_OF_A_DIALECT);
      assertThat(ended(metrics, "slow_body")).isEqualTo(BODIES);
      assertThat(node.output()).doesNotContain(" ERROR ");
      for (Loris loris : all) {
        loris.close();
      }
    }
  }

  private static List<Loris> crowd(NodeProcess node) throws IOException {
    InetSocketAddress http = new InetSocketAddress(node.base().getHost(), node.base().getPort());
    InetSocketAddress dialect =
        new InetSocketAddress(node.base().getHost(), node.dialectPort("conuredb"));
    List<Loris> crowd = new ArrayList<>();
    for (int n = 0; n < HEADS; n++) {
      crowd.add(new Loris(http, "GET /kv/k HTTP/1.1\r\nX-Slow: "));
    }
    for (int n = 0; n < HEADS_OF_A_DIALECT; n++) {
      crowd.add(new Loris(dialect, "GE"));
    }
    for (int n = 0; n < BODIES; n++) {
      crowd.add(
          new Loris(
              http,
              "PUT /kv/k HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n{\"value\":"));
    }
    return crowd;
  }

  /** What an ordinary client is answered meanwhile. */
  private static List<Integer> serve(NodeProcess node, AtomicBoolean enough) {
    List<Integer> statuses = new ArrayList<>();
    while (!enough.get()) {
      statuses.add(node.send("PUT", "/kv/ordinary", "{\"value\":\"v\"}").statusCode());
      statuses.add(node.get("/kv/ordinary").statusCode());
    }
    return statuses;
  }

  private static long ended(String metrics, String reason) {
    Matcher found =
        Pattern.compile(
                "kvasir_http_connections_ended_total\\{[^}]*reason=\"" + reason + "\"[^}]*} (\\S+)")
            .matcher(metrics);
    return found.find() ? Math.round(Double.parseDouble(found.group(1))) : -1;
  }
}
