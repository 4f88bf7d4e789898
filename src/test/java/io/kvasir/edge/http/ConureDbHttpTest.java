package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.service.LoneNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ConureDB's calls on the main port of one node. */
class ConureDbHttpTest {
  private static final byte[] NOTHING = {};

  private final LoneNode node = LoneNode.whole();
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void listen() throws Exception {
    server = TestServer.overGroupsOf(node);
    client = new RawClient(server.port());
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    node.close();
  }

  private static void assertLine(RawClient.Reply reply, String line) {
    assertThat(reply.text()).isEqualTo(line);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(reply.header("Content-Length")).isEqualTo(Integer.toString(reply.body().length()));
  }

  @Test
  void writesByQueryOrBodyReadsLinesAndDeletes() {
    assertLine(client.send("PUT", "/kv?key=hello&value=world", NOTHING), "OK\n");
    assertLine(client.get("/kv?key=hello"), "world\n");
    assertLine(client.send("PUT", "/kv?key=hello", RawClient.utf8("wörld")), "OK\n");
    assertLine(client.get("/kv?key=hello&stale=TRUE"), "wörld\n");
    assertLine(client.send("PUT", "/kv?key=hello&value=a+b", RawClient.utf8("other")), "OK\n");
    assertLine(client.get("/kv?key=hello&stale=1"), "a b\n");
    assertLine(client.send("PUT", "/kv?key=empty&value=", NOTHING), "OK\n");
    assertLine(client.get("/kv?key=empty"), "\n");
    assertLine(client.delete("/kv?key=hello"), "OK\n");
    assertLine(client.delete("/kv?key=hello"), "OK\n");
    RawClient.Reply missing = client.get("/kv?key=hello");
    assertThat(missing.status()).isEqualTo(404);
    ErrorContractTest.assertIsProblem(missing);
  }

  @Test
  void keepsBytesAsTheyAreAndTextsAsTexts() {
    byte[] bytes = {0, (byte) 0xFF, '\n'};
    client.send("PUT", "/kv?key=bytes", bytes, "Content-Type: application/json");
    client.send("PUT", "/kv?key=text", RawClient.utf8("{\"a\":1}"), "Content-Type: text/html");

    RawClient.Reply found = client.get("/kv?key=bytes", "Accept: image/png");

    assertThat(found.body().toArray()).containsExactly(0, 0xFF, '\n', '\n');
    assertThat(found.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(client.get("/key/text").text()).isEqualTo("{\"text\":\"{\\\"a\\\":1}\"}");
    assertThat(client.get("/bucket/__default_linearizable__/text").json().get("value").asText())
        .isEqualTo("{\"a\":1}");
  }

  @Test
  void saysWhoLeadsAndRepeatsNothing() {
    RawClient.Reply first =
        client.send("PUT", "/kv?key=k", RawClient.utf8("1"), "Idempotency-Key: once");
    RawClient.Reply again =
        client.send("PUT", "/kv?key=k", RawClient.utf8("1"), "Idempotency-Key: once");

    assertThat(first.header("Kvasir-Leader")).isEqualTo("http://node1");
    assertThat(again.header("Kvasir-Repeated")).isEqualTo("true");
    assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
  }

  /** The path of the one without a key is that of the other with an empty one. */
  @Test
  void isNotTakenForTheRegistersOfTheMainApi() {
    client.send("PUT", "/kv?key=k", RawClient.utf8("conure"));
    client.put("/kv/k", "{\"value\":\"vor\"}");

    assertLine(client.get("/kv?key=k"), "conure\n");
    assertThat(client.get("/kv/k").json().get("value").asText()).isEqualTo("vor");
    assertThat(client.get("/kv/k?key=k").status()).isEqualTo(400);
    assertThat(client.get("/kv/?key=k").status()).isEqualTo(400);
    assertThat(client.get("/kv/").status()).isEqualTo(400);
    assertThat(client.send("POST", "/kv?key=k", NOTHING).header("Allow"))
        .isEqualTo("DELETE, GET, HEAD, PUT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /kv |  | 400 | missing key",
        "PUT | /kv?key= | v | 400 | missing key",
        "DELETE | /kv?stale=true |  | 400 | invalid_request",
        "GET | /kv?key=a&stale=maybe |  | 400 | invalid_request",
        "GET | /kv?key=a&key=b |  | 400 | invalid_request",
        "POST | /remove | {} | 400 | missing id",
        "POST | /remove | {\"ID\":\"a\",\"id\":\"a\"} | 400 | invalid_request",
        "POST | /remove | {\"ID\":\"node1\"} | 409 | membership_conflict",
        "POST | /join | {\"ID\":\"node1\",\"RaftAddr\":\"node1:2\"} | 409 | membership_conflict",
        "POST | /join | {\"ID\":\"node9\",\"RaftAddr\":\"node1:1\"} | 404 | member_not_found",
        "POST | /join | {\"RaftAddr\":\"node1:1\"} | 400 | missing id"
      })
  void refusesWhatCannotBe(String method, String target, String body, int status, String error) {
    byte[] sent = RawClient.utf8(body == null ? "" : body);

    RawClient.Reply reply = client.send(method, target, sent);

    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    ErrorContractTest.assertIsProblem(reply);
    assertThat(reply.json().get("error").asText()).isEqualTo(error);
  }

  @Test
  void whoIsNoMemberNeedNotBeRemovedAndWhoIsOneMayJoin() {
    String address = client.get("/status").json().get("me").get("address").asText();

    assertLine(client.post("/remove", "{\"id\":\"nobody\"}"), "OK\n");
    RawClient.Reply joined =
        client.post("/join", "{\"ID\":\"node1\",\"RaftAddr\":\"" + address + "\"}");

    assertLine(joined, "OK\n");
    assertThat(joined.header("Kvasir-Operation")).isEqualTo("join-node1");
  }

  @Test
  void takesKeysAndValuesUpToTheLimitsOfTheNode() {
    String key = "k".repeat(4096);

    assertLine(client.send("PUT", "/kv?key=" + key, new byte[1 << 20]), "OK\n");
    assertThat(client.get("/kv?key=" + key).body().length()).isEqualTo((1 << 20) + 1);
    assertThat(client.send("PUT", "/kv?key=" + key + "k", RawClient.utf8("v")).status())
        .isEqualTo(413);
    assertThat(client.send("PUT", "/kv?key=k", new byte[(8 << 20) + 1]).status()).isEqualTo(413);
  }
}
