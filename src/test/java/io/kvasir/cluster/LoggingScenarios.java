package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node writes about itself, on the JVM and native. */
public final class LoggingScenarios {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+?:\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** More lines than the queue and a pipe hold. */
  private static final int REQUESTS = 2_000;

  private LoggingScenarios() {}

  public static void writesTextAndNoRequestsUnlessToldTo(Path folder) {
    try (NodeProcess node = NodeProcess.start(folder, Map.of("kvasir.bus.port", "0"))) {
      assertThat(node.send("PUT", "/kv/secret-key", "{\"value\":1}").statusCode()).isEqualTo(200);
      assertThat(node.stop()).isIn(0, 143);

      assertThat(node.output().lines()).noneMatch(line -> line.startsWith("{"));
      assertThat(node.output()).doesNotContain("event=request ").doesNotContain("secret-key");
    }
  }

  public static void writesOneJsonObjectPerLineAndRequestsIfToldTo(Path folder) throws IOException {
    Map<String, String> settings =
        Map.of("kvasir.bus.port", "0", "kvasir.log.format", "json", "kvasir.log.access", "true");
    try (NodeProcess node = NodeProcess.start(folder, settings)) {
      node.send("POST", "/buckets", "{\"name\":\"plain\"}");
      node.send("PUT", "/bucket/plain/secret%0Aevent=forged", "{\"value\":\"secret-value\"}");
      assertThat(node.stop()).isIn(0, 143);

      List<String> lines = node.output().lines().filter(line -> line.startsWith("{")).toList();
      assertThat(node.output()).doesNotContain("secret");
      JsonNode put = null;
      for (String line : lines) {
        JsonNode entry = JSON.readTree(line);
        if (entry.path("mdc").path("operation").asText().equals("put")) {
          put = entry;
        }
      }
      assertThat(put).isNotNull();
      assertThat(put.path("loggerName").asText()).isEqualTo("io.kvasir.access");
      assertThat(put.path("mdc").path("status").asText()).isEqualTo("200");
      assertThat(put.path("mdc").path("kind").asText()).isEqualTo("convergent");
    }
  }

  public static void endsWhenItsLogFormatIsUnknown(Path folder) {
    NodeProcess.Launched node =
        NodeProcess.launch(folder, Map.of("kvasir.bus.port", "0", "kvasir.log.format", "xml"));

    assertThat(node.awaitEnd()).isEqualTo(1);
    assertThat(node.text()).contains("kvasir.log.format").contains("xml");
  }

  /** Nobody reads what it writes, so that soon it cannot write. */
  public static void servesAllTheSameWhenNobodyReadsItsLog(Path folder) throws Exception {
    Map<String, String> settings =
        Map.of(
            "kvasir.bus.port", "0",
            "kvasir.log.access", "true",
            "quarkus.log.console.async.queue-length", "512");
    Process node =
        new ProcessBuilder(NodeProcess.command(folder, settings, Host.LOOPBACK, List.of()))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = node.inputReader();
        HttpClient http = HttpClient.newHttpClient()) {
      URI base = base(output);
      awaitReady(http, base);

      for (int i = 0; i < REQUESTS; i++) {
        assertThat(get(http, base.resolve("/kv/k" + i))).isEqualTo(404);
      }

      assertThat(get(http, base.resolve("/livez"))).isEqualTo(200);
      output.lines().limit(1).forEach(line -> assertThat(line).isNotEmpty());
    } finally {
      node.destroyForcibly();
      node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static URI base(BufferedReader output) throws IOException {
    String line = output.readLine();
    while (line != null) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        return URI.create(listening.group(1));
      }
      line = output.readLine();
    }
    throw new IllegalStateException("did not start");
  }

  private static void awaitReady(HttpClient http, URI base) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (get(http, base.resolve("/readyz")) != 200) {
      assertThat(Instant.now()).as("ready in time").isBefore(deadline);
    }
  }

  private static int get(HttpClient http, URI target) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(target).timeout(PATIENCE).build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
