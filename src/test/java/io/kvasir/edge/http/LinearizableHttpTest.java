package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.service.LoneNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single keys of linearizable buckets over a real socket. */
class LinearizableHttpTest {
  private static final String KEY = "/bucket/lin/k";
  private static final String JSON = "Content-Type: application/json";

  @RegisterExtension final ServedNode served = new ServedNode(LoneNode.whole());
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
    client.post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\",\"shards\":2}");
    client.post("/buckets", "{\"name\":\"conv\"}");
  }

  private RawClient.Reply put(String value, String... headers) {
    return send("PUT", "{\"value\":\"" + value + "\"}", headers);
  }

  private RawClient.Reply send(String method, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add(JSON);
    return client.send(method, KEY, RawClient.utf8(body), all.toArray(String[]::new));
  }

  @Test
  void describesABucketWithItsShardsAndGroups() {
    assertThat(client.get("/buckets/lin").json())
        .hasToString(
            "{\"name\":\"lin\",\"type\":\"lww\",\"ttl_seconds\":0,\"replication_n\":3,"
                + "\"write_quorum\":2,\"read_quorum\":2,\"consistency\":\"linearizable\","
                + "\"demand_precondition\":false,\"shards\":2,\"groups\":[11,12]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "consistency":"linearizable","type":"orswot"              | type
          "consistency":"linearizable","type":"pn_counter"          | type
          "consistency":"linearizable","write_quorum":1             | consistency
          "consistency":"linearizable","read_quorum":"all"          | consistency
          "consistency":"linearizable","shards":0                   | shards
          "consistency":"linearizable","shards":257                 | shards
          "consistency":"linearizable","replication_n":17           | replication_n
          "consistency":"session","shards":2                        | shards
          "shards":1                                                | shards
          """)
  void refusesBucketsThatCannotBe(String fields, String field) {
    RawClient.Reply reply = client.post("/buckets", "{\"name\":\"b\"," + fields + "}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("error").asText()).isEqualTo("invalid_config");
    assertThat(reply.json().get("field").asText()).isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 16})
  void takesAnyNumberOfReplicas(int replicas) {
    client.post(
        "/buckets",
        "{\"name\":\"some\",\"consistency\":\"linearizable\",\"replication_n\":" + replicas + "}");

    assertThat(client.get("/buckets/some").json().get("replication_n").asInt()).isEqualTo(replicas);
    assertThat(client.get("/buckets/some").json().get("shards").asInt()).isEqualTo(1);
  }

  @Test
  void tellsTheRevisionAndTheLeaderOfEveryAnswer() {
    RawClient.Reply put = put("v");
    RawClient.Reply got = client.get(KEY);
    RawClient.Reply head = client.send("HEAD", KEY, new byte[0]);
    RawClient.Reply deleted = client.delete(KEY);
    RawClient.Reply missing = client.get(KEY);

    for (RawClient.Reply reply : List.of(put, got, head)) {
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("ETag")).isEqualTo("\"1\"");
      assertThat(reply.header("Last-Modified")).isEqualTo("Tue, 14 Nov 2023 22:13:21 GMT");
      assertThat(reply.header("Kvasir-Revision")).isEqualTo("1");
    }
    assertThat(put.json()).hasToString("{\"ok\":true,\"key\":\"k\",\"timestamp\":1700000001000}");
    assertThat(got.json()).hasToString("{\"key\":\"k\",\"value\":\"v\"}");
    assertThat(deleted.json())
        .hasToString("{\"deleted\":true,\"key\":\"k\",\"timestamp\":1700000002000}");
    assertThat(missing.status()).isEqualTo(404);
    for (RawClient.Reply reply : List.of(deleted, missing)) {
      assertThat(reply.header("Kvasir-Revision")).isEqualTo("2");
      assertThat(reply.header("ETag")).isEmpty();
    }
    for (RawClient.Reply reply : List.of(put, got, head, deleted, missing)) {
      assertThat(reply.header("Kvasir-Leader")).isEqualTo("http://node2:4001");
    }
  }

  @Test
  void keepsBytesWithTheirType() {
    byte[] bytes = {0, (byte) 0xFF, 'a'};

    client.send("PUT", KEY, bytes, "Content-Type: image/x-kvasir");
    RawClient.Reply raw = client.get(KEY, "Accept: image/x-kvasir");

    assertThat(raw.body().toArray()).isEqualTo(bytes);
    assertThat(raw.header("Content-Type")).isEqualTo("image/x-kvasir");
    assertThat(raw.header("ETag")).isEqualTo("\"1\"");
    assertThat(client.get(KEY).json().get("encoding").asText()).isEqualTo("base64");
  }

  /** Columns: header, whether "1" stands under the key, whether the write is carried out. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          If-Match: "1"                       | true  | true
          If-Match: "1"                       | false | false
          If-Match: "2"                       | true  | false
          If-Match: *                         | true  | true
          If-Match: *                         | false | false
          If-Match: "7", "1"                  | true  | true
          If-Match: "1", "7"                  | false | false
          If-Match: "7" ,, "x",W/"3","1"      | true  | true
          If-Match: W/"1"                     | true  | false
          If-Match: "01"                      | true  | false
          If-Match: "99999999999999999999999" | true  | false
          If-None-Match: *                    | false | true
          If-None-Match: *                    | true  | false
          If-None-Match: "1"                  | true  | false
          If-None-Match: W/"1"                | true  | false
          If-None-Match: "2"                  | true  | true
          If-None-Match: "x"                  | true  | true
          If-None-Match: "1", "2"             | false | true
          """)
  void writesAndDeletesOnlyWhenThePreconditionHolds(
      String header, boolean exists, boolean carriedOut) {
    for (String method : List.of("PUT", "DELETE")) {
      client.delete("/buckets/lin");
      client.post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\"}");
      if (exists) {
        put("old");
      }

      RawClient.Reply reply =
          send(method, method.equals("PUT") ? "{\"value\":\"new\"}" : "", header);

      assertThat(reply.status()).as(method + reply.text()).isEqualTo(carriedOut ? 200 : 412);
      if (!carriedOut) {
        assertIsUnchanged(reply, exists);
      }
    }
  }

  private void assertIsUnchanged(RawClient.Reply reply, boolean exists) {
    ErrorContractTest.assertIsProblem(reply);
    assertThat(reply.json().get("error").asText()).isEqualTo("precondition_failed");
    assertThat(reply.json().get("outcome").asText()).isEqualTo("not-applied");
    assertThat(reply.json().get("retryable").asBoolean()).isFalse();
    assertThat(reply.header("ETag")).isEqualTo(exists ? "\"1\"" : "");
    assertThat(reply.json().path("etag").asText()).isEqualTo(exists ? "\"1\"" : "");
    assertThat(reply.header("Kvasir-Revision")).isEqualTo(exists ? "1" : "0");
    assertThat(client.get(KEY).json().path("value").asText()).isEqualTo(exists ? "old" : "");
  }

  @Test
  void needsBothPreconditionsToHold() {
    put("old");

    assertThat(put("new", "If-Match: \"1\"", "If-None-Match: \"1\"").status()).isEqualTo(412);
    assertThat(put("new", "If-Match: \"1\"", "If-None-Match: \"9\"").status()).isEqualTo(200);
  }

  @Test
  void findsTheTagOfSeveralThatStandsThereEvenIfItComesMeanwhile() {
    put("1");
    served.server().shards().beforeNext(() -> {});
    served
        .server()
        .shards()
        .beforeNext(
            () -> {
              served.server().shards().put("lin", 2, "k", "2");
              served.server().shards().put("lin", 2, "k", "3");
            });

    RawClient.Reply reply = put("new", "If-Match: \"9\", \"3\", \"1\"");

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"4\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          If-None-Match: "1"   | 304
          If-None-Match: W/"1" | 304
          If-None-Match: *     | 304
          If-None-Match: "2"   | 200
          If-Match: "1"        | 200
          If-Match: *          | 200
          If-Match: "2"        | 412
          """)
  void readsOnlyWhatIsWanted(String header, int status) {
    put("v");

    RawClient.Reply got = client.get(KEY, header);
    RawClient.Reply head = client.send("HEAD", KEY, new byte[0], header);

    assertThat(got.status()).isEqualTo(status);
    assertThat(head.status()).isEqualTo(status);
    assertThat(got.header("ETag")).isEqualTo("\"1\"");
    assertThat(got.header("Kvasir-Revision")).isEqualTo("1");
    assertThat(got.body().length() == 0).isEqualTo(status == 304);
  }

  @Test
  void findsNothingWhateverTheClientHas() {
    assertThat(client.get(KEY, "If-None-Match: *").status()).isEqualTo(404);
    assertThat(client.get(KEY, "If-Match: *").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"1", "\"1\" \"2\"", "*, \"1\"", "", ",", "W/*", "\"a\"b\""})
  void refusesWhatIsNoListOfTags(String text) {
    for (String header : List.of("If-Match", "If-None-Match")) {
      RawClient.Reply reply = put("v", header + ": " + text);

      assertThat(reply.status()).as(header + text).isEqualTo(400);
      assertThat(reply.json().get("field").asText()).isEqualTo(header);
    }
  }

  @Test
  void refusesTooManyTags() {
    String many = "\"1\"" + tags(2, 17);

    assertThat(put("v", "If-Match: " + many).json().get("field").asText()).isEqualTo("If-Match");
    assertThat(put("v", "If-None-Match: " + many).json().get("field").asText())
        .isEqualTo("If-None-Match");
    assertThat(client.get(KEY, "If-Match: " + many).json().get("field").asText())
        .isEqualTo("If-Match");
    assertThat(client.get(KEY, "If-None-Match: " + many).json().get("field").asText())
        .isEqualTo("If-None-Match");
  }

  private static String tags(int from, int to) {
    StringBuilder tags = new StringBuilder();
    for (int tag = from; tag <= to; tag++) {
      tags.append(",\"").append(tag).append('"');
    }
    return tags.toString();
  }

  @Test
  void carriesARepeatedWriteOutOnce() {
    RawClient.Reply first = put("v", "Idempotency-Key: one");
    put("w");

    RawClient.Reply second = put("v", "Idempotency-Key: one");

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(first.header("Kvasir-Repeated")).isEmpty();
    assertThat(second.header("Kvasir-Repeated")).isEqualTo("true");
    assertThat(client.get(KEY).json().get("value").asText()).isEqualTo("w");
  }

  @Test
  void refusesAnIdempotencyKeyThatCameWithAnotherRequest() {
    put("v", "Idempotency-Key: one");

    RawClient.Reply reply = put("w", "Idempotency-Key: one");

    assertThat(reply.status()).isEqualTo(422);
    ErrorContractTest.assertIsProblem(reply);
    assertThat(reply.json().get("error").asText()).isEqualTo("idempotency_key_reused");
    assertThat(reply.header("Kvasir-Leader")).isEqualTo("http://node2:4001");
    assertThat(client.get(KEY).json().get("value").asText()).isEqualTo("v");
  }

  @Test
  void takesIdempotencyKeysOf256VisibleCharacters() {
    assertThat(put("v", "Idempotency-Key: " + "!~".repeat(128)).status()).isEqualTo(200);
    for (String key : List.of("", "two words", "x".repeat(257), "ä")) {
      RawClient.Reply reply = put("v", "Idempotency-Key: " + key);

      assertThat(reply.status()).as(key).isEqualTo(400);
      assertThat(reply.json().get("field").asText()).isEqualTo("Idempotency-Key");
    }
    assertThat(put("v", "Idempotency-Key: a", "Idempotency-Key: b").status()).isEqualTo(400);
    assertThat(put("v", "Idempotency-Key: a", "If-Match: \"1\",\"2\"").json().get("field").asText())
        .isEqualTo("If-Match");
  }

  @Test
  void readsAsFreshAsItIsAskedFor() {
    client.get(KEY);
    client.get(KEY + "?consistency=linearizable");
    assertThat(served.server().shards().staleReads()).isZero();

    client.get(KEY + "?consistency=stale");
    assertThat(served.server().shards().staleReads()).isEqualTo(1);
    assertThat(served.server().shards().reads()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ?consistency=session&at=nonsense, invalid_request, at",
    "GET, ?consistency=fresh, invalid_request, consistency",
    "PUT, ?consistency=stale, unsupported, consistency",
    "DELETE, ?consistency=linearizable, unsupported, consistency",
    "GET, ?r=1, invalid_request, r",
    "PUT, ?w=1, invalid_request, w",
    "DELETE, ?w=majority, invalid_request, w",
    "GET, ?timeout=0, invalid_request, timeout",
    "PUT, ?timeout=60001, invalid_request, timeout",
  })
  void refusesOptionsThatDoNotSuit(String method, String query, String error, String name) {
    RawClient.Reply reply =
        client.send(
            method,
            KEY + query,
            RawClient.utf8(method.equals("PUT") ? "{\"value\":\"v\"}" : ""),
            JSON);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("error").asText()).isEqualTo(error);
    assertThat(reply.json().path(error.equals("unsupported") ? "feature" : "field").asText())
        .isEqualTo(name);
    assertThat(reply.json().get("reason").asText()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /bucket/conv/k                    | If-None-Match: "1" | If-None-Match
          GET    | /bucket/conv/k?consistency=stale  | X-None: 1          | consistency
          PUT    | /bucket/conv/k                    | If-Match: *        | If-Match
          DELETE | /bucket/conv/k                    | If-Match: "1"      | If-Match
          PUT    | /bucket/conv/k                    | Idempotency-Key: x | Idempotency-Key
          PUT    | /kv/k                             | Idempotency-Key: x | Idempotency-Key
          GET    | /kv/k?consistency=linearizable    | X-None: 1          | consistency
          POST   | /buckets                          | Idempotency-Key: x | Idempotency-Key
          """)
  void refusesOfConvergentBucketsWhatOnlyLinearizableOnesCan(
      String method, String target, String header, String feature) {
    RawClient.Reply reply =
        client.send(method, target, RawClient.utf8("{\"value\":\"v\"}"), header, JSON);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("error").asText()).isEqualTo("unsupported");
    assertThat(reply.json().get("feature").asText()).isEqualTo(feature);
  }

  @ParameterizedTest
  @CsvSource({"add, {\"element\":\"e\"}", "enable, {}"})
  void holdsRegistersOnly(String operation, String body) {
    RawClient.Reply reply = client.post(KEY + "/" + operation, body);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().get("error").asText()).isEqualTo("type_mismatch");
  }

  @Test
  void saysThatThereIsNoLeader() {
    served.server().shards().refuseNext(new GroupRefusal.NoLeader());
    RawClient.Reply write = put("v");
    served.server().shards().refuseNext(new GroupRefusal.LedBy(new NodeId("node3"), 7));
    RawClient.Reply read = client.get(KEY);

    for (RawClient.Reply reply : List.of(write, read)) {
      assertIsRetryable(reply, "no_leader");
    }
    assertThat(write.header("Kvasir-Leader")).isEmpty();
    assertThat(read.header("Kvasir-Leader")).isEqualTo("http://node3:4001");
    assertThat(client.get(KEY).status()).isEqualTo(404);
  }

  @Test
  void saysThatThereIsNoQuorum() {
    served.server().shards().refuseNext(new GroupRefusal.NoMajority(1, 2));

    RawClient.Reply reply = put("v");

    assertIsRetryable(reply, "no_quorum");
    assertThat(reply.json().get("reachable").asInt()).isEqualTo(1);
    assertThat(reply.json().get("needed").asInt()).isEqualTo(2);
  }

  @Test
  void saysThatThereIsNoReplicaOrTooMuchToDo() {
    served.server().shards().refuseNext(new GroupRefusal.NoReplica());
    assertIsRetryable(client.get(KEY), "no_replica");

    served.server().shards().refuseNext(new GroupRefusal.Overloaded());
    assertIsRetryable(put("v"), "overloaded");
  }

  private static void assertIsRetryable(RawClient.Reply reply, String error) {
    ErrorContractTest.assertIsProblem(reply);
    JsonNode problem = reply.json();
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    assertThat(problem.get("error").asText()).isEqualTo(error);
    assertThat(problem.get("outcome").asText()).isEqualTo("not-applied");
    assertThat(problem.get("retryable").asBoolean()).isTrue();
  }

  @Test
  void doesNotKnowWhatBecameOfAWriteThatNobodyAnswered() {
    served.server().shards().loseNext();
    RawClient.Reply plain = put("v");
    served.server().shards().loseNext();
    RawClient.Reply repeatable = put("v", "Idempotency-Key: one");
    served.server().shards().loseNext();
    RawClient.Reply read = client.get(KEY);

    for (RawClient.Reply reply : List.of(plain, repeatable, read)) {
      assertThat(reply.status()).isEqualTo(504);
      ErrorContractTest.assertIsProblem(reply);
      assertThat(reply.json().get("error").asText()).isEqualTo("deadline_exceeded");
    }
    assertThat(plain.json().get("outcome").asText()).isEqualTo("unknown");
    assertThat(plain.json().get("retryable").asBoolean()).isFalse();
    assertThat(repeatable.json().get("outcome").asText()).isEqualTo("unknown");
    assertThat(repeatable.json().get("retryable").asBoolean()).isTrue();
    assertThat(read.json().get("outcome").asText()).isEqualTo("not-applied");
    assertThat(read.json().get("retryable").asBoolean()).isTrue();
  }

  @Test
  void limitsKeysAndValues() {
    RawClient.Reply key = client.get("/bucket/lin/" + "x".repeat(4_097));
    RawClient.Reply value =
        client.put("/bucket/lin/k", "{\"value\":\"" + "x".repeat((8 << 20) + 1) + "\"}");

    assertThat(key.status()).isEqualTo(413);
    assertThat(value.status()).isEqualTo(413);
  }
}
