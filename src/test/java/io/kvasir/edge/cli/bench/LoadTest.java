package io.kvasir.edge.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.cli.bench.protocol.Endpoint;
import io.kvasir.edge.cli.bench.protocol.RequestOptions;
import io.kvasir.edge.cli.bench.protocol.Targets;
import io.kvasir.edge.cli.bench.workload.Recipe;
import io.kvasir.edge.cli.bench.workload.Shape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole open loops: how many operations there are does not depend on how fast anything is. */
@Timeout(60)
class LoadTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private static RawServer server() {
    return new RawServer(OK.getBytes(StandardCharsets.US_ASCII), Integer.MAX_VALUE);
  }

  private static Load load(int threads, Endpoint... servers) {
    RequestOptions options =
        new RequestOptions("b", 9, false, Optional.empty(), Optional.empty(), Optional.empty(), 1);
    Plan plan =
        new Plan(
            Targets.of(Recipe.URL, "http", options),
            List.of(servers),
            new Shape(Recipe.URL, Recipe.URL.usual(), 1, 0.99, 1, 1, 1, 1),
            4,
            1,
            threads,
            500,
            9,
            Duration.ZERO,
            Duration.ofMillis(200),
            Duration.ofSeconds(20),
            0,
            "");
    return new Load(plan, (phase, share, operations, errors) -> {});
  }

  @Test
  void everyOperationThatIsDueIsCarriedOut() throws Exception {
    for (int threads = 1; threads <= 3; threads++) {
      try (RawServer server = server()) {
        Report report = load(threads, server.endpoint("http")).measure();

        assertThat(report.succeeded()).isEqualTo(100).isEqualTo(server.answered());
        assertThat(report.failed()).isZero();
        assertThat(report.unsent()).isZero();
      }
    }
  }

  @Test
  void serversThatAreNotThereAreToldAndTheOthersAreLoaded() throws Exception {
    Endpoint nowhere = Endpoint.parse("http://nowhere.invalid:1", 80);
    Endpoint closed = closed();
    try (RawServer server = server()) {
      Load load = load(1, server.endpoint("http"), nowhere, closed);

      assertThat(load.isReachable()).isTrue();
      Report report = load.measure();

      assertThat(report.succeeded()).isEqualTo(100);
      assertThat(report.errors().keySet()).isSubsetOf("cannot connect");
    }
    assertThat(load(1, nowhere, closed).isReachable()).isFalse();
  }

  private static Endpoint closed() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Endpoint.parse("http://127.0.0.1:" + server.getLocalPort(), 80);
    }
  }
}
