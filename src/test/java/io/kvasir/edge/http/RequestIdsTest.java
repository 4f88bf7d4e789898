package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @ParameterizedTest
  @CsvSource({
    "Kvasir-Request-Id, mine, mine",
    "X-Request-Id, common, common",
    "traceparent, 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, " + TRACE,
    "traceparent, cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what, " + TRACE
  })
  void areWhatTheClientSays(String header, String value, String id) {
    assertThat(RequestIds.of(MultiMap.caseInsensitiveMultiMap().add(header, value))).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f35-00f067aa0ba902b7-01",
        ""
      })
  void areRandomWithoutASoundTrace(String value) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("traceparent", value);

    assertThat(RequestIds.of(headers)).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
    assertThat(RequestIds.of(headers)).isNotEqualTo(RequestIds.of(headers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"has blank", "line\nbreak", "é"})
  void areNeverWhatHeadersCannotCarry(String value) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("X-Request-Id", value);

    assertThat(RequestIds.of(headers)).matches("[0-9a-f]{32}");
  }
}
