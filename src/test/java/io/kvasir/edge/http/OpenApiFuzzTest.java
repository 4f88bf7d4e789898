package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.fuzz.HttpFuzz;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every operation that is described is asked for in many ways, and answers as it is described. */
@QuarkusTest
class OpenApiFuzzTest {
  private static final int REQUESTS = Integer.getInteger("kvasir.fuzz.requests", 6_000);

  @TestHTTPResource("/")
  URI base;

  @Test
  void everyAnswerIsDescribed() throws InterruptedException {
    RawClient client = RawClient.ofReady(base);
    List<String> buckets =
        new ArrayList<>(List.of("__default_lww__", "__default_linearizable__", "__default_set__"));
    for (String type :
        List.of("lww", "orswot", "pn_counter", "mv_register", "flag", "gset", "map")) {
      buckets.add("fuzz-" + type);
      client.post("/buckets", "{\"name\":\"fuzz-%s\",\"type\":\"%s\"}".formatted(type, type));
    }
    String document = client.get("/openapi?format=json").text();
    long seed = Long.getLong("kvasir.fuzz.seed", 20_261_122L);

    HttpFuzz.Tally tally = new HttpFuzz(List.of(base), document, buckets).run(seed, REQUESTS, 8);

    System.out.printf("%d requests: %s%n", tally.requests(), tally.statuses());
    assertThat(tally.violations()).isEmpty();
    assertThat(tally.requests()).isEqualTo(REQUESTS);
    assertThat(tally.statuses().get(200)).as("%s", tally).isGreaterThan(REQUESTS / 10);
  }
}
