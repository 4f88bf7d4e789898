package io.kvasir.edge.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.edge.cli.StubServer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as they come over the wire. */
class ExchangeTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final StubServer server = new StubServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply reply(String bytes) throws Exception {
    server.answers(bytes);
    return Servers.parse(server.url()).send(Request.get("x"));
  }

  private String body(String bytes) throws Exception {
    try (Reply reply = reply(bytes)) {
      return new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void readsChunksAsOneBody() throws Exception {
    assertThat(body(CHUNKED + "5\r\nhello\r\nA;x=y\r\n, wörld..\r\n0\r\n\r\n"))
        .isEqualTo("hello, wörld..");
  }

  @Test
  void readsUpToTheEndWhenNoLengthIsSaid() throws Exception {
    assertThat(body("HTTP/1.1 200 OK\r\n\r\nhello")).isEqualTo("hello");
  }

  @Test
  void passesOverInterimAnswers() throws Exception {
    assertThat(body("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello"))
        .isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 9\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "Transfer-Encoding: chunked\r\n\r\n9\r\nhello"
      })
  void noticesABodyThatIsCutOff(String rest) {
    assertThatThrownBy(() -> body("HTTP/1.1 200 OK\r\n" + rest)).isInstanceOf(EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5\r\nhello!\r\n0\r\n\r\n", "x\r\n", "-1\r\nx\r\n"})
  void refusesMalformedChunks(String chunks) {
    assertThatThrownBy(() -> body(CHUNKED + chunks))
        .isInstanceOf(IOException.class)
        .hasMessage("malformed chunk");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1.1", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n"})
  void refusesWhatIsNoAnswer(String bytes) {
    assertThatThrownBy(() -> reply(bytes)).isInstanceOf(Unreachable.class);
  }

  @Test
  void knowsHeadersByTheirNamesInAnyCase() throws Exception {
    try (Reply reply = reply("HTTP/1.1 204 No Content\r\nETAG:  \"7\" \r\n\r\n")) {
      assertThat(reply.header("etag")).contains("\"7\"");
      assertThat(reply.body().read()).isEqualTo(-1);
    }
  }
}
