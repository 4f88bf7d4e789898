package io.kvasir.edge.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.kvasir.edge.cli.bench.protocol.Endpoint;
import io.kvasir.edge.cli.bench.protocol.RequestOptions;
import io.kvasir.edge.cli.bench.protocol.Target;
import io.kvasir.edge.cli.bench.protocol.Targets;
import io.kvasir.edge.cli.bench.workload.Distribution;
import io.kvasir.edge.cli.bench.workload.Recipe;
import io.kvasir.edge.cli.bench.workload.Shape;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a load makes of servers that do not do as they should. */
@Timeout(60)
class LoadFaultsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final int KEYS = 100;
  private static final int CONNECTIONS = 2;

  private static RawServer server(String answer, int most) {
    return new RawServer(answer.getBytes(StandardCharsets.ISO_8859_1), most);
  }

  private static Load load(int inFlight, Endpoint... endpoints) {
    return load(inFlight, 0, endpoints);
  }

  private static Load load(int inFlight, double rate, Endpoint... endpoints) {
    RequestOptions options =
        new RequestOptions("b", 16, false, Optional.empty(), Optional.empty(), Optional.empty(), 1);
    Target target = Targets.of(Recipe.PUT, endpoints[0].scheme(), options);
    Plan plan =
        new Plan(
            target,
            List.of(endpoints),
            new Shape(Recipe.PUT, Distribution.UNIFORM, KEYS, 0.99, 1, 1, 1, 1),
            CONNECTIONS,
            inFlight,
            1,
            rate,
            16,
            Duration.ZERO,
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            0,
            "");
    return new Load(plan, (_, _, _, _) -> {});
  }

  @Test
  void anAnswerTooManyOverHttpIsABadAnswer() throws InterruptedException {
    try (RawServer server = server(OK + OK, Integer.MAX_VALUE)) {
      Report report = load(1, server.endpoint("http")).measure();

      assertThat(report.errors()).containsOnlyKeys("bad answer");
      assertThat(report.succeeded()).isPositive().isLessThanOrEqualTo(server.answered());
    }
  }

  @Test
  void anAnswerTooManyOfRedisIsABadAnswer() throws InterruptedException {
    try (RawServer server = server("+OK\r\n+OK\r\n", Integer.MAX_VALUE)) {
      Report report = load(1, server.endpoint("redis")).measure();

      assertThat(report.errors()).containsOnlyKeys("bad answer");
    }
  }

  @Test
  void anAnswerTooManyOverTcpIsNoOperation() throws InterruptedException {
    String first = "\0\0\0\5\b\1\122\1\0";
    try (RawServer server = server(first + first + first, Integer.MAX_VALUE)) {
      Report report = load(1, server.endpoint("tcp")).measure();

      assertThat(report.succeeded()).isLessThanOrEqualTo(server.answered());
      assertThat(report.errors()).containsOnlyKeys("bad answer");
    }
  }

  @Test
  void aLengthWithoutDigitsIsABadAnswer() throws InterruptedException {
    try (RawServer server = server("$\r\n\r\n", Integer.MAX_VALUE)) {
      Report report = load(1, server.endpoint("redis")).measure();

      assertThat(report.succeeded()).isZero();
      assertThat(report.errors()).containsOnlyKeys("bad answer");
    }
  }

  @Test
  void whatIsNotAnsweredIsATimeout() throws InterruptedException {
    try (RawServer server = server("", Integer.MAX_VALUE)) {
      Report report = load(1, server.endpoint("http")).measure();

      assertThat(report.succeeded()).isZero();
      assertThat(report.errors()).containsOnlyKeys("timeout");
      assertThat(report.failed()).isGreaterThanOrEqualTo(CONNECTIONS);
    }
  }

  @Test
  void whatWasDueAndNeverSentIsShown() throws InterruptedException {
    try (RawServer server = server("", Integer.MAX_VALUE)) {
      Report report = load(1, 1_000, server.endpoint("http")).measure();

      assertThat(report.unsent()).isPositive();
      assertThat(ReportTable.errors(report))
          .contains(List.of("unsent", Long.toString(report.unsent())));
    }
  }

  @Test
  void aPreloadGivesUpWhenTheServerIsGone() throws InterruptedException {
    try (RawServer server = server(OK, KEYS / 2)) {
      Preloaded preloaded = load(1, server.endpoint("http")).preload();

      assertThat(preloaded.isWhole()).isFalse();
      assertThat(preloaded.written()).isBetween(1L, KEYS / 2L);
      assertThat(preloaded.requests()).isEqualTo(KEYS);
      assertThat(preloaded.errors()).containsKey("cannot connect");
    }
  }

  @Test
  void aPreloadIsWholeThoughOneServerIsNotThere() throws InterruptedException {
    Endpoint nowhere = new Endpoint("http", "nowhere.invalid", 1, "/");
    try (RawServer server = server(OK, Integer.MAX_VALUE)) {
      Preloaded preloaded = load(1, server.endpoint("http"), nowhere).preload();

      assertThat(preloaded.isWhole()).isTrue();
      assertThat(server.answered()).isEqualTo(KEYS);
    }
  }

  @Test
  void aConnectionForEachAnswerIsNoError() throws InterruptedException {
    String last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
    try (RawServer server = server(last, Integer.MAX_VALUE)) {
      Report report = load(1, server.endpoint("http")).measure();

      assertThat(report.errors()).isEmpty();
      assertThat(report.succeeded()).isEqualTo(server.answered());
    }
  }

  @Test
  void aLoadThatWasStoppedBeforeItBeganTookNoTime() throws InterruptedException {
    try (RawServer server = server(OK, Integer.MAX_VALUE)) {
      Load load = load(1, server.endpoint("http"));
      load.stop();
      Report report = load.measure();

      assertThat(report.interrupted()).isTrue();
      assertThat(report.seconds()).isZero();
      assertThat(server.answered()).isZero();
    }
  }

  @Test
  void theNameOfAnErrorThatRedisDoesNotGiveIsABadAnswer() throws InterruptedException {
    try (RawServer server = server("-\r\n", Integer.MAX_VALUE)) {
      Report report = load(1, server.endpoint("redis")).measure();

      assertThat(report.errors()).containsOnlyKeys("bad answer");
    }
  }

  @Test
  void errorsOfRedisAreCountedByTheirFirstWord() throws InterruptedException {
    try (RawServer server = server("-LOADING not yet\r\n", KEYS)) {
      Preloaded preloaded = load(1, server.endpoint("redis")).preload();

      assertThat(preloaded.written()).isZero();
      assertThat(preloaded.errors()).contains(entry("LOADING", (long) KEYS));
    }
  }
}
