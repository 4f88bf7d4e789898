package io.kvasir.edge.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {
  @ParameterizedTest
  @CsvSource({
    "localhost,               http://localhost:4001",
    "node1:80,                http://node1:80",
    "http://10.0.0.1:8081/,   http://10.0.0.1:8081",
    "HTTPS://kvasir.example,  https://kvasir.example:4001",
    "http://[::1]:4001,       http://[::1]:4001"
  })
  void readsWhereAServerIs(String text, String expected) {
    assertThat(Server.parse(text)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ftp://x", "http://", "http://x/path", "http://u:p@x", "http://x?y", "a b"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Server.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a server");
  }

  @Test
  void refusesHeadersThatWouldBreakTheRequest() {
    assertThatThrownBy(() -> Request.get("x").header("If-Match", "1\r\nX: y"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,   ,      10000",
    "PUT,   ,      65000",
    "GET,   2000,  4000",
    "PUT,   2000,  4000",
    "GET,   60000, 62000",
    "GET,   99999, 65000",
    "GET,   x,     10000"
  })
  void waitsALittleLongerThanTheServerMay(String method, String timeout, int millis) {
    Request request = Request.of(method, "kv", "k");

    Request limited = timeout == null ? request : request.with("timeout", timeout);

    assertThat(limited.patienceMillis()).isEqualTo(millis);
  }
}
