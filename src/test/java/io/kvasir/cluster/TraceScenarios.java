package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cluster.SpanCollector.Collected;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Traces of requests across three processes, as a collector gets them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TraceScenarios {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CALLER = "00f067aa0ba902b7";
  private static final Set<String> ALL = Set.of("node1", "node2", "node3");

  private final HttpClient http = HttpClient.newHttpClient();
  private SpanCollector collector;
  private LocalCluster cluster = LocalCluster.none();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    collector = new SpanCollector();
    Map<String, String> settings =
        Map.of("kvasir.trace.endpoint", collector.endpoint(), "kvasir.trace.ratio", "0");
    cluster = LocalCluster.start(folder, 3, settings);
    cluster.client(1).createBucket(Map.of("name", "conv", "consistency", "paranoid"));
    cluster.client(1).createBucket(Map.of("name", "lin", "consistency", "linearizable"));
  }

  @AfterAll
  void end() {
    cluster.close();
    collector.close();
    http.close();
  }

  private static String trace() {
    HexFormat hex = HexFormat.of();
    return "4"
        + hex.toHexDigits(ThreadLocalRandom.current().nextLong()).substring(1)
        + "0".repeat(15)
        + "1";
  }

  private HttpResponse<String> put(int node, String path, String traceparent) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(cluster.node(node).base() + path))
            .PUT(HttpRequest.BodyPublishers.ofString("v"))
            .header("Content-Type", "text/plain")
            .header("traceparent", traceparent)
            .timeout(SOON)
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response;
  }

  private List<Collected> collected(String trace, Predicate<List<Collected>> enough) {
    Await.until(SOON, () -> collector.of(trace).toString(), () -> enough.test(collector.of(trace)));
    return collector.of(trace);
  }

  private static Set<String> nodes(List<Collected> spans, String name, long kind) {
    return spans.stream()
        .filter(span -> span.name().equals(name) && span.kind() == kind)
        .map(Collected::node)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether nothing of it is still on the way that something else is within. */
  private static boolean isWhole(List<Collected> spans) {
    Set<String> parents = spans.stream().map(Collected::id).collect(Collectors.toSet());
    parents.add(CALLER);
    return spans.stream().map(Collected::parent).allMatch(parents::contains);
  }

  /** Each span is within another of the trace, and a question within another node's. */
  private static void assertWhole(List<Collected> spans) {
    Map<String, Collected> byId =
        spans.stream().collect(Collectors.toMap(Collected::id, span -> span));
    for (Collected span : spans) {
      if (span.name().startsWith("http ")) {
        assertThat(span.parent()).isEqualTo(CALLER);
        continue;
      }
      Collected parent = byId.get(span.parent());
      assertThat(parent).as("%s is within one of %s", span, spans).isNotNull();
      if (span.kind() == Collected.SERVER) {
        assertThat(parent.kind()).isEqualTo(Collected.CLIENT);
        assertThat(parent.name()).isEqualTo(span.name());
        assertThat(parent.node()).isNotEqualTo(span.node());
      } else {
        assertThat(parent.node()).isEqualTo(span.node());
      }
    }
  }

  @Test
  void aWriteToAConvergentBucketIsOneTraceOfAllReplicas() throws Exception {
    String trace = trace();
    put(1, "/bucket/conv/k", "00-" + trace + "-" + CALLER + "-01");

    List<Collected> spans =
        collected(
            trace,
            all ->
                nodes(all, "replicate", Collected.SERVER).size() == 2
                    && !nodes(all, "http put", Collected.SERVER).isEmpty()
                    && isWhole(all)
                    && nodes(all, "storage commit", 1).equals(ALL));

    assertThat(nodes(spans, "http put", Collected.SERVER)).containsExactly("node1");
    assertThat(spans)
        .filteredOn(span -> span.name().equals("http put"))
        .allMatch(span -> span.numbers().equals(Map.of("http.response.status_code", 200L)));
    assertThat(nodes(spans, "service put", 1)).containsExactly("node1");
    assertThat(nodes(spans, "replicate", Collected.SERVER)).containsExactly("node2", "node3");
    assertWhole(spans);
  }

  @Test
  void aWriteToALinearizableBucketIsOneTraceOfTheGroup() throws Exception {
    for (int node = 1; node <= 3; node++) {
      String trace = trace();
      put(node, "/bucket/lin/k", "00-" + trace + "-" + CALLER + "-01");

      List<Collected> spans =
          collected(
              trace,
              all ->
                  nodes(all, "storage commit", 1).equals(ALL)
                      && nodes(all, "raft append", Collected.SERVER).size() == 2
                      && isWhole(all)
                      && !nodes(all, "http put", Collected.SERVER).isEmpty());

      Set<String> leader = nodes(spans, "raft commit", 1);
      assertThat(leader).hasSize(1);
      assertThat(nodes(spans, "raft append", Collected.CLIENT)).isEqualTo(leader);
      assertThat(nodes(spans, "submit", Collected.SERVER))
          .isEqualTo(leader.contains("node" + node) ? Set.of() : leader);
      assertWhole(spans);
    }
  }

  @Test
  void nothingIsTracedThatTheClientDoesNotRecordOrSaysWrongly() throws Exception {
    String unsampled = trace();
    String malformed = trace();
    String last = trace();
    HttpResponse<String> plain = put(1, "/bucket/conv/u", "00-" + unsampled + "-" + CALLER + "-00");
    put(2, "/bucket/conv/u", "00-" + malformed + "-" + CALLER + "-0g");
    HttpResponse<String> traced = put(1, "/bucket/conv/u", "00-" + last + "-" + CALLER + "-01");

    collected(last, all -> !nodes(all, "http put", Collected.SERVER).isEmpty());
    assertThat(collector.of(unsampled)).isEmpty();
    assertThat(collector.of(malformed)).isEmpty();
    assertThat(traced.headers().map().keySet()).isEqualTo(plain.headers().map().keySet());
  }
}
