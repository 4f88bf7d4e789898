package io.kvasir.edge.cli.bench;

import static io.kvasir.edge.cli.bench.Reports.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvasir.edge.cli.bench.workload.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A report as JSON, beside its documentation. */
class ReportJsonTest {
  private static Report report() {
    return Reports.of(
        "a label",
        0,
        2.5,
        recorder -> {
          for (int n = 1; n <= 90; n++) {
            recorder.succeeded(Kind.GET, SECOND, SECOND + n * 1_000_000L);
          }
          for (int n = 0; n < 10; n++) {
            recorder.missed(Kind.PUT, 2 * SECOND, 2 * SECOND + 5_000_000);
          }
          recorder.failed(2 * SECOND, 2 * SECOND, "timeout");
          recorder.failed(2 * SECOND, 2 * SECOND, "503 no_quorum");
          recorder.failed(2 * SECOND, 2 * SECOND, "timeout");
          recorder.unsent(4);
        });
  }

  @Test
  void tellsWhatWasDone() {
    JsonNode json = ReportJson.of(report());

    JsonNode total = json.path("total");
    assertThat(total.path("operations").asLong()).isEqualTo(100);
    assertThat(total.path("throughput").asDouble()).isEqualTo(40.0);
    assertThat(total.path("misses").asLong()).isEqualTo(10);
    JsonNode gets = json.path("operations").path("get").path("latency_micros");
    assertThat(gets.path("mean").asDouble()).isCloseTo(45_500, within(50.0));
    assertThat(gets.path("min").asDouble()).isCloseTo(1_000, within(2.0));
    assertThat(gets.path("p50").asDouble()).isCloseTo(45_000, within(50.0));
    assertThat(gets.path("p90").asDouble()).isCloseTo(81_000, within(100.0));
    assertThat(gets.path("max").asDouble()).isCloseTo(90_000, within(100.0));
    assertThat(json.path("operations").path("put").path("misses").asLong()).isEqualTo(10);
    assertThat(json.path("errors").toString()).isEqualTo("{\"503 no_quorum\":1,\"timeout\":2}");
    assertThat(json.path("failed").asLong()).isEqualTo(3);
    assertThat(json.path("unsent").asLong()).isEqualTo(4);
    assertThat(json.path("label").asText()).isEqualTo("a label");
    JsonNode last = json.path("timeline").path(2);
    assertThat(last.path("at").asLong()).isEqualTo(2);
    assertThat(last.path("operations").asLong()).isEqualTo(10);
    assertThat(last.path("errors").asLong()).isEqualTo(3);
  }

  @Test
  void ofNothingTellsZeros() {
    JsonNode json = ReportJson.of(Reports.of("", 10, 0, recorder -> {}));

    assertThat(json.path("total").path("operations").asLong(-1)).isZero();
    assertThat(json.path("total").path("throughput").asDouble(-1)).isZero();
    assertThat(json.path("total").path("latency_micros").path("p99").asDouble(-1)).isZero();
    assertThat(json.path("operations")).isEmpty();
    assertThat(json.path("timeline")).isEmpty();
    assertThat(json.path("loop").asText()).isEqualTo("open");
  }

  @Test
  void hasTheMembersThatAreDocumented() throws Exception {
    String page = Files.readString(Path.of("docs/bench.md"));
    int begin = page.indexOf("```json\n") + "```json\n".length();
    JsonNode documented =
        new ObjectMapper().readTree(page.substring(begin, page.indexOf("```", begin)));
    JsonNode json = ReportJson.of(report());

    assertThat(names(json)).isEqualTo(names(documented));
    assertThat(names(json.path("total"))).isEqualTo(names(documented.path("total")));
    assertThat(names(json.path("total").path("latency_micros")))
        .isEqualTo(names(documented.path("total").path("latency_micros")));
    assertThat(names(json.path("timeline").path(0)))
        .isEqualTo(names(documented.path("timeline").path(0)));
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
