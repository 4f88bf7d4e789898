package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import io.kvasir.service.RequestObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each store's clients find on a listener of their own. */
class DialectListenerTest {
  private final LoneNode node = LoneNode.whole();
  private TestServer server;

  @BeforeEach
  void listen() throws Exception {
    server = TestServer.overGroupsOf(node);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    node.close();
  }

  private RawClient client(String dialect) throws Exception {
    return new RawClient(server.listen(dialect).port());
  }

  @Test
  void eachSpeaksItsOwnStatus() throws Exception {
    server.awaitLeader();
    RawClient vaultDb = client("vaultdb");

    JsonNode vault = vaultDb.get("/status").json();
    JsonNode conure = client("conuredb").get("/status").json();

    String address = conure.get("leader").asText();
    String self = "{\"id\":\"node1\",\"address\":\"" + address + "\"}";
    assertThat(vault).hasToString("{\"me\":" + self + ",\"leader\":" + self + ",\"followers\":[]}");
    assertThat(conure.get("is_leader").asBoolean()).isTrue();
    assertThat(address).isEqualTo("node1:1");
    assertThat(client("commute").get("/status").status()).isEqualTo(404);
    assertThat(client("orchiddb").get("/status").status()).isEqualTo(404);
  }

  @Test
  void eachSpeaksItsOwnJoin() throws Exception {
    RawClient.Reply vault =
        client("vaultdb").post("/join", "{\"id\":\"node1\",\"addr\":\"node1:1\"}");
    RawClient.Reply conure =
        client("conuredb").post("/join", "{\"id\":\"node1\",\"raftaddr\":\"node1:1\"}");

    assertThat(vault.status()).as("%s", vault.headers()).isEqualTo(200);
    assertThat(vault.text()).isEmpty();
    assertThat(conure.status()).as("%s", conure.text()).isEqualTo(200);
    assertThat(conure.text()).isEqualTo("OK\n");
    assertThat(conure.header("Kvasir-Operation")).isEqualTo("join-node1");
    assertThat(client("conuredb").post("/join", "{\"id\":\"node1\",\"addr\":\"node1:1\"}").status())
        .isEqualTo(400);
  }

  /** Their clients know statuses and bodies; what else a document would say is in headers. */
  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "commute | GET | /counters/none | | 404 | '' | not_found",
        "commute | POST | /counters/c | {} | 400 | '' | invalid_request",
        "commute | DELETE | /counters/c | | 405 | '' | method_not_allowed",
        "commute | GET | /nowhere | | 404 | '404 page not found\n' | not_found",
        "commute | GET | /kv/a | | 404 | '404 page not found\n' | not_found",
        "commute | PUT | /registers/r | {} | 400 | '' | invalid_request",
        "vaultdb | GET | /nowhere | | 404 | '' | not_found",
        "vaultdb | POST | /key | [] | 400 | '' | malformed_json",
        "vaultdb | GET | /key/ | | 400 | '' | invalid_request",
        "vaultdb | PUT | /key/a | {} | 405 | '' | method_not_allowed",
        "vaultdb | POST | /status | | 405 | '' | method_not_allowed",
        "vaultdb | POST | /join | {\"id\":\"x\",\"addr\":\"x:1\"} | 404 | '' | member_not_found",
        "conuredb | GET | /kv | | 400 | 'missing key\n' | invalid_request",
        "conuredb | GET | /kv?key=none | | 404 | 'key not found\n' | not_found",
        "conuredb | POST | /kv?key=a | | 405 | '' | method_not_allowed",
        "conuredb | GET | /kv/a | | 404 | '404 page not found\n' | not_found",
        "conuredb | GET | /remove | | 405 | '' | method_not_allowed",
        "orchiddb | GET | /get/k | | 404 | '[INFO] Key (k) does not exist in DB' | not_found",
        "orchiddb | GET | /delete/k | | 404 | '[INFO] Key (k) does not exist in DB' | not_found",
        "orchiddb | HEAD | /put?k=v | | 405 | '' | method_not_allowed"
      })
  void refusesInItsOwnWords(
      String dialect,
      String method,
      String target,
      String body,
      int status,
      String text,
      String error)
      throws Exception {
    byte[] sent = RawClient.utf8(body == null ? "" : body);

    RawClient.Reply reply = client(dialect).send(method, target, sent);

    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.text()).isEqualTo(text);
    assertThat(reply.header("Kvasir-Error")).isEqualTo(error);
    assertThat(reply.header("Kvasir-Outcome")).isEqualTo("not-applied");
    assertThat(reply.header("Kvasir-Request-Id")).isNotEmpty();
    assertThat(reply.header("Allow").isEmpty()).isEqualTo(status != 405);
  }

  /** No request ends the server, whatever the original did. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/put?k", "/put", "/x", "/get/", "/put?=v", "/%zz", "/putXk=v", "/delete/none"})
  void goesOnAfterWhatItCannotRead(String target) throws Exception {
    RawClient client = client("orchiddb");

    RawClient.Reply refused = client.get(target);

    assertThat(refused.status()).isBetween(400, 404);
    assertThat(refused.text()).startsWith("[INFO] ");
    assertThat(client.get("/put?key100=bar").text())
        .isEqualTo("[INFO] (PUT) KEY: key100 VALUE: bar");
  }

  @Test
  void looksAtNoMediaTypesSinceTheStoresDoNot() throws Exception {
    RawClient vaultDb = client("vaultdb");

    RawClient.Reply posted =
        vaultDb.send("POST", "/key", RawClient.utf8("{\"a\":\"b\"}"), "Content-Type: text/plain");

    assertThat(posted.status()).as(posted.header("Kvasir-Error")).isEqualTo(200);
    assertThat(vaultDb.get("/key/a", "Accept: text/plain").text()).isEqualTo("{\"a\":\"b\"}");
  }

  @Test
  void boundsBodiesAsTheMainPortDoes() throws Exception {
    RawClient.Reply reply =
        client("conuredb")
            .send(
                "PUT", "/kv?key=k", new byte[0], "Content-Length: 8388609", "Expect: 100-continue");

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.header("Kvasir-Error")).isEqualTo("too_large");
  }

  @Test
  void closesConnectionsBeyondTheirBound() throws Exception {
    int port = server.listen("vaultdb").port();
    try (Socket one = new Socket(InetAddress.getLoopbackAddress(), port);
        Socket two = new Socket(InetAddress.getLoopbackAddress(), port)) {
      for (Socket served : List.of(one, two)) {
        send(served, "GET /status HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(read(served, 12)).isEqualTo("HTTP/1.1 200");
      }
      try (Socket three = new Socket(InetAddress.getLoopbackAddress(), port)) {
        three.setSoTimeout(20_000);
        assertThat(three.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void isSeenInMetricsByItsName() throws Exception {
    RawClient.Reply _ = client("orchiddb").get("/put?k=v");

    assertThat(server.answered())
        .extracting(RequestObserver.Answered::protocol)
        .contains("orchiddb");
  }

  @Test
  void answersWhatIsUnderWayBeforeItEndsAndNothingElse() throws Exception {
    var listener = server.listen("vaultdb");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        Socket idle = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      send(
          socket,
          "POST /key HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
      assertThat(read(socket, 25)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

      CompletableFuture<Void> closed = listener.listener().close(10_000).toCompletableFuture();
      send(idle, "GET /key/a HTTP/1.1\r\nHost: x\r\n\r\n");
      String refused = new String(idle.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(closed).isNotDone();
      send(socket, "{\"a\":\"b\"}");

      assertThat(read(socket, 12)).isEqualTo("HTTP/1.1 200");
      closed.get(20, TimeUnit.SECONDS);
      assertThat(refused)
          .contains("HTTP/1.1 503")
          .containsIgnoringCase("kvasir-error: stopping")
          .containsIgnoringCase("connection: close");
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .containsIgnoringCase("connection: close");
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(RawClient.utf8(text));
    socket.getOutputStream().flush();
  }

  private static String read(Socket socket, int bytes) throws IOException {
    socket.setSoTimeout(20_000);
    InputStream in = socket.getInputStream();
    return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
  }
}
