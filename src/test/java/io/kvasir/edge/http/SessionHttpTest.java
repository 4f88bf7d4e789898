package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.service.LoneNode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Session tokens over a real socket. */
class SessionHttpTest {
  @RegisterExtension final ServedNode served = new ServedNode(LoneNode.whole());
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
    client.post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\",\"shards\":2}");
    client.post("/buckets", "{\"name\":\"conv\"}");
  }

  private static String token(RawClient.Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isLessThan(500);
    return reply.header("Kvasir-Session");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lin", "conv"})
  void isHandedOnFromRequestToRequest(String bucket) {
    String path = "/bucket/" + bucket + "/k";
    String begun = token(client.get(path + "?consistency=session"));

    String written = token(client.put(path + "?at=" + begun, "{\"value\":\"a\"}"));
    RawClient.Reply read = client.get(path + "?at=" + written);
    String deleted = token(client.delete(path + "?consistency=session&at=" + token(read)));
    RawClient.Reply gone = client.get(path + "?at=" + deleted);

    assertThat(read.json().get("value").asText()).isEqualTo("a");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(token(gone)).isNotEmpty();
  }

  @Test
  void goesOverAllBucketsAndSeveralTokens() {
    String one = token(client.put("/bucket/lin/k?consistency=session", "{\"value\":\"a\"}"));
    String other = token(client.put("/kv/k?consistency=session", "{\"value\":\"b\"}"));

    RawClient.Reply read = client.get("/bucket/lin/k?at=" + one + "," + other);
    RawClient.Reply fresh = client.get("/bucket/lin/k?consistency=linearizable&at=" + token(read));

    assertThat(read.status()).isEqualTo(200);
    assertThat(fresh.status()).isEqualTo(200);
    assertThat(token(fresh)).isNotEmpty();
  }

  @Test
  void takesInTransactions() {
    RawClient.Reply done =
        client.post(
            "/bucket/lin/_txn?consistency=session",
            "{\"success\":[{\"request_put\":{\"key\":\"k\",\"value\":\"t\"}}]}");

    assertThat(client.get("/bucket/lin/k?at=" + token(done)).json().get("value").asText())
        .isEqualTo("t");
  }

  @Test
  void goesOnBehindWritesThatWereRefused() {
    String path = "/bucket/lin/k?consistency=session";
    RawClient.Reply put = client.put(path, "{\"value\":\"a\"}");
    byte[] body = RawClient.utf8("{\"value\":\"b\"}");
    String json = "Content-Type: application/json";
    client.send("PUT", "/bucket/lin/k", body, json, "Idempotency-Key: one");
    client.post("/counter/c/increment", "{\"amount\":" + Long.MAX_VALUE + "}");

    RawClient.Reply condition =
        client.send("PUT", path + "&at=" + token(put), body, json, "If-Match: \"1\"");
    RawClient.Reply reused = client.send("DELETE", path, new byte[0], "Idempotency-Key: one");
    RawClient.Reply overflow = client.post("/counter/c/increment?consistency=session", "{}");

    assertThat(condition.status()).isEqualTo(412);
    assertThat(reused.status()).isEqualTo(422);
    assertThat(overflow.status()).isEqualTo(409);
    for (RawClient.Reply refused : List.of(condition, reused, overflow)) {
      assertThat(token(refused)).as(refused.text()).isNotEmpty();
      assertThat(client.get("/bucket/lin/k?at=" + token(refused)).status()).isEqualTo(200);
    }
  }

  @Test
  void isNotTakenFromAHeader() {
    String token = token(client.get("/kv/k?consistency=session"));

    RawClient.Reply refused = client.get("/kv/k", "Kvasir-Session: " + token);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("feature").asText()).isEqualTo("Kvasir-Session");
    assertThat(refused.json().get("detail").asText()).contains("?at=");
  }

  @Test
  void isNotSpokenOfWithoutOne() {
    client.put("/kv/k", "{\"value\":\"a\"}");

    assertThat(client.get("/kv/k").headers()).doesNotContainKey("kvasir-session");
  }

  @Test
  void refusesTokensThatItDidNotGiveOut() {
    String token = token(client.get("/kv/k?consistency=session"));
    String altered =
        token.substring(0, 30) + (token.charAt(30) == 'A' ? 'B' : 'A') + token.substring(31);

    for (String bad : List.of("", ",", "nonsense", altered, token + ",", token.substring(4))) {
      RawClient.Reply reply = client.get("/kv/k?at=" + bad);
      assertThat(reply.status()).as(bad).isEqualTo(400);
      assertThat(reply.json().get("detail").asText()).contains("at");
    }
    String many = String.join(",", Collections.nCopies(9, token));
    assertThat(client.get("/kv/k?at=" + many).status()).isEqualTo(400);
  }

  @Test
  void isRefusedWhereItCouldNotBeKept() {
    String token = token(client.get("/bucket/lin/k?consistency=session"));

    assertThat(client.get("/bucket/lin/k?consistency=stale&at=" + token).status()).isEqualTo(400);
    assertThat(client.get("/bucket/lin?consistency=session").status()).isBetween(400, 499);
    assertThat(client.get("/bucket/conv?at=" + token).status()).isEqualTo(400);
  }
}
