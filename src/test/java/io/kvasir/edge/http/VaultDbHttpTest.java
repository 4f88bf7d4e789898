package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** VaultDB's calls on the main port of one node. */
class VaultDbHttpTest {
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

  private RawClient.Reply post(String body) {
    return client.send("POST", "/key", RawClient.utf8(body));
  }

  @Test
  void writesReadsAndDeletes() {
    RawClient.Reply posted = post("{\"user1\":\"batman\"}");
    RawClient.Reply found = client.get("/key/user1");
    RawClient.Reply deleted = client.delete("/key/user1");
    RawClient.Reply missing = client.get("/key/user1");

    assertThat(posted.status()).as(posted.text()).isEqualTo(200);
    assertThat(posted.text()).isEmpty();
    assertThat(posted.header("Kvasir-Leader")).isEqualTo("http://node1");
    assertThat(found.text()).isEqualTo("{\"user1\":\"batman\"}");
    assertThat(found.header("Kvasir-Found")).isEqualTo("true");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text()).isEmpty();
    assertThat(missing.status()).isEqualTo(200);
    assertThat(missing.text()).isEqualTo("{\"user1\":\"\"}");
    assertThat(missing.header("Kvasir-Found")).isEqualTo("false");
  }

  @Test
  void writesAllOrNone() {
    String many =
        IntStream.range(0, 300)
            .mapToObj(n -> "\"k" + n + "\":\"v" + n + "\"")
            .collect(Collectors.joining(",", "{", "}"));
    String tooMany =
        IntStream.range(0, 1_001)
            .mapToObj(n -> "\"n" + n + "\":\"v\"")
            .collect(Collectors.joining(",", "{", "}"));

    RawClient.Reply written = post(many);
    RawClient.Reply refused = post(tooMany);

    assertThat(written.status()).as(written.text()).isEqualTo(200);
    assertThat(written.header("Kvasir-Revision")).isEqualTo("1");
    assertThat(client.get("/key/k299").text()).isEqualTo("{\"k299\":\"v299\"}");
    assertThat(client.get("/bucket/__default_linearizable__/k0").header("ETag")).isEqualTo("\"1\"");
    assertThat(refused.status()).isEqualTo(413);
    assertThat(client.get("/key/n0").header("Kvasir-Found")).isEqualTo("false");
  }

  @Test
  void readsAnyTextUnderAnyKey() {
    post("{\"a/b \\\"\\\\\\n:\":\"x \\\"\\\\\\n ä\"}");

    JsonNode found = client.get("/key/" + RawClient.encoded("a/b \"\\\n:")).json();

    assertThat(found.get("a/b \"\\\n:").asText()).isEqualTo("x \"\\\n ä");
    client.send("PUT", "/kv?key=bytes", new byte[] {(byte) 0xC0});
    assertThat(client.get("/key/bytes").status()).isEqualTo(406);
  }

  @Test
  void writesNothingAtAll() {
    assertThat(post("{}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | /key | {\"a\":1} | 400 | invalid_request",
        "POST | /key | {\"ok\":\"x\",\"a\":null} | 400 | invalid_request",
        "POST | /key | {\"\":\"v\"} | 400 | invalid_request",
        "POST | /key | {\"\\ud800\":\"v\"} | 400 | invalid_request",
        "POST | /key | {\"a\":\"1\",\"a\":\"2\"} | 400 | malformed_json",
        "POST | /key | [] | 400 | malformed_json",
        "GET | /key |  | 405 | method_not_allowed",
        "PUT | /key/a | {} | 405 | method_not_allowed",
        "GET | /key/ |  | 400 | invalid_request",
        "DELETE | /key/ |  | 400 | invalid_request",
        "GET | /key/a/b |  | 404 | not_found",
        "GET | /keyfoo/bar |  | 404 | not_found",
        "POST | /join | {\"id\":\"node1\"} | 400 | invalid_request",
        "POST | /join | {\"id\":\"node1\",\"addr\":\"x\",\"RaftAddr\":\"x\"} | 400 |"
            + " invalid_request",
        "POST | /join | {\"id\":\"node1\",\"addr\":\"node1:1\",\"x\":1} | 400 | invalid_request",
        "POST | /join | {\"addr\":\"node1:1\"} | 400 | missing id",
        "POST | /join | {\"id\":\"nobody\",\"addr\":\"node1:1\"} | 404 | member_not_found",
        "POST | /join | {\"id\":\"node1\",\"addr\":\"node1:2\"} | 409 | membership_conflict",
        "GET | /join |  | 405 | method_not_allowed"
      })
  void refusesWhatCannotBe(String method, String target, String body, int status, String error) {
    byte[] sent = RawClient.utf8(body == null ? "" : body);

    RawClient.Reply reply = client.send(method, target, sent);

    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    ErrorContractTest.assertIsProblem(reply);
    assertThat(reply.json().get("error").asText()).isEqualTo(error);
    assertThat(client.get("/key/ok").header("Kvasir-Found")).isEqualTo("false");
  }

  @Test
  void whoIsAMemberCanBeToldToJoinAgain() {
    String address =
        client.get("/admin/members").json().get("members").get(0).get("address").asText();

    RawClient.Reply joined =
        client.post("/join", "{\"id\":\"node1\",\"addr\":\"" + address + "\"}");

    assertThat(joined.status()).as(joined.text()).isEqualTo(200);
    assertThat(joined.text()).isEmpty();
    assertThat(joined.header("Kvasir-Operation")).isEqualTo("join-node1");
  }

  @Test
  void theStatusIsThatOfAllStores() {
    server.awaitLeader();

    JsonNode status = client.get("/status").json();

    String self =
        "{\"id\":\"node1\",\"address\":\"" + status.get("leader_address").asText() + "\"}";
    assertThat(status.get("status").asText()).isEqualTo("running");
    assertThat(status.get("num_vnodes").asInt()).isPositive();
    assertThat(status.get("is_leader").asBoolean()).isTrue();
    assertThat(status.get("leader")).hasToString(self);
    assertThat(status.get("me")).hasToString(self);
    assertThat(status.get("followers")).isEmpty();
    assertThat(status.get("leader_http").asText()).isEqualTo("http://node1");
  }
}
