package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Traces for which there is no collector, or one that never answers. */
public final class DeadCollectorScenarios {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int REQUESTS = 50;

  private DeadCollectorScenarios() {}

  public static void serveAllTheSame(Path folder) throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      serve(folder.resolve("silent"), silent.getLocalPort());
    }
    serve(folder.resolve("gone"), freePort());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void serve(Path folder, int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kvasir.bus.port", "0");
    settings.put("kvasir.trace.endpoint", "http://127.0.0.1:" + port + "/v1/traces");
    settings.put("kvasir.trace.ratio", "1");
    settings.put("kvasir.trace.queue", "50");
    settings.put("kvasir.trace.timeout", "1s");
    try (NodeProcess node = NodeProcess.start(folder, settings)) {
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(node.send("PUT", "/kv/k" + i, "{\"value\":1}").statusCode()).isEqualTo(200);
      }

      Await.until(SOON, node::output, () -> count(node, "failed") > 0);
      assertThat(count(node, "exported")).isZero();
      assertThat(node.stop()).isIn(0, 143);
      assertThat(node.output()).contains("event=traces_not_taken");
    }
  }

  private static double count(NodeProcess node, String outcome) {
    return node.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("kvasir_trace_spans_total{outcome=\"" + outcome + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  public static void aSettingThatCannotBeIsAnError(Path folder) {
    for (Map<String, String> wrong :
        List.of(
            Map.of("kvasir.trace.endpoint", "https://127.0.0.1:4318/v1/traces"),
            Map.of(
                "kvasir.trace.endpoint", "http://127.0.0.1:4318/v1", "kvasir.trace.ratio", "2"))) {
      Map<String, String> settings = new HashMap<>(wrong);
      settings.put("kvasir.bus.port", "0");
      NodeProcess.Launched node = NodeProcess.launch(folder, settings);

      assertThat(node.awaitEnd()).isEqualTo(1);
      assertThat(node.text()).contains("kvasir: stopped: kvasir.trace.");
    }
  }
}
