package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Linearizable buckets over a real socket and the real groups of a node. */
class LinearizableNodeTest {
  private static final String KEY = "/bucket/lin/k";
  private static final String JSON = "Content-Type: application/json";

  private final LoneNode node = LoneNode.whole();
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void listen() throws Exception {
    server = TestServer.overGroupsOf(node);
    client = new RawClient(server.port());
    client.post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\",\"shards\":4}");
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    node.close();
  }

  /** What a node tells of its groups is as of a moment ago. */
  private void awaitState(String state) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!client.get("/raft/stats").json().path("state").asText().equals(state)) {
      assertThat(System.nanoTime()).as("no %s in time", state).isLessThan(deadline);
    }
  }

  private RawClient.Reply put(String value, String... headers) {
    String[] all = new String[headers.length + 1];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = JSON;
    return client.send("PUT", KEY, RawClient.utf8("{\"value\":\"" + value + "\"}"), all);
  }

  @Test
  void servesABucketAsSoonAsItExists() {
    RawClient.Reply put = put("v");
    RawClient.Reply got = client.get(KEY);

    assertThat(put.status()).as(put.text()).isEqualTo(200);
    assertThat(put.header("ETag")).isEqualTo("\"1\"");
    assertThat(put.header("Kvasir-Leader")).isEqualTo("http://node1");
    assertThat(got.json().get("value").asText()).isEqualTo("v");
    assertThat(got.header("ETag")).isEqualTo("\"1\"");
    assertThat(got.header("Last-Modified")).endsWith(" GMT");
    assertThat(client.get("/buckets/lin").json().get("groups")).hasSize(4);
  }

  @Test
  void writesWhatTheClientExpectsToFindOnly() {
    assertThat(put("1", "If-None-Match: *").status()).isEqualTo(200);
    assertThat(put("2", "If-None-Match: *").status()).isEqualTo(412);
    assertThat(put("2", "If-Match: \"1\"").header("ETag")).isEqualTo("\"2\"");
    assertThat(put("3", "If-Match: \"1\"").json().get("etag").asText()).isEqualTo("\"2\"");
    assertThat(put("3", "If-Match: \"9\", \"2\"").header("ETag")).isEqualTo("\"3\"");
    assertThat(client.get(KEY + "?consistency=stale").json().get("value").asText()).isEqualTo("3");
    assertThat(client.get(KEY, "If-None-Match: \"3\"").status()).isEqualTo(304);
    assertThat(client.delete(KEY).header("Kvasir-Revision")).isEqualTo("4");
    assertThat(client.get(KEY).status()).isEqualTo(404);
  }

  private RawClient.Reply putJson(String document) {
    return client.send("PUT", KEY, RawClient.utf8("{\"value\":" + document + "}"), JSON);
  }

  @Test
  void countsIntegersOnce() {
    RawClient.Reply first = client.post(KEY + "/increment", "{\"amount\":5}");
    assertThat(first.status()).as(first.text()).isEqualTo(200);
    assertThat(first.json().get("value").asLong()).isEqualTo(5);
    assertThat(first.header("ETag")).isEqualTo("\"1\"");
    String once = "Idempotency-Key: c";
    assertThat(client.send("POST", KEY + "/decrement", new byte[0], once).json().get("value"))
        .hasToString("4");
    RawClient.Reply again = client.send("POST", KEY + "/decrement", new byte[0], once);
    assertThat(again.json().get("value").asLong()).isEqualTo(4);
    assertThat(again.header("Kvasir-Repeated")).isEqualTo("true");
    assertThat(client.get(KEY).json().get("value").isIntegralNumber()).isTrue();
    assertThat(client.send("POST", KEY + "/increment", new byte[0], "If-Match: \"1\"").status())
        .isEqualTo(412);
  }

  @Test
  void countsNothingThatIsNoIntegerAndNothingOutOfRange() {
    putJson("1.5");
    RawClient.Reply refused = client.post(KEY + "/increment", "");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("error").asText()).isEqualTo("type_mismatch");
    assertThat(refused.json().get("got").asText()).isEqualTo("float");
    putJson("9223372036854775807");
    assertThat(client.post(KEY + "/increment", "").json().get("error").asText())
        .isEqualTo("counter_overflow");
    assertThat(client.get(KEY).json().get("value").asLong()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void refusalsTellTheSessionWhereTheyStand() {
    putJson("1.5");
    String increment = "[{\"request_increment\":{\"key\":\"k\"}}]";

    RawClient.Reply alone = client.post(KEY + "/increment?consistency=session", "");
    RawClient.Reply transaction =
        client.post("/bucket/lin/_txn?consistency=session", "{\"success\":" + increment + "}");

    for (RawClient.Reply refused : List.of(alone, transaction)) {
      assertThat(refused.status()).as(refused.text()).isEqualTo(409);
      assertThat(refused.header("Kvasir-Session")).isNotEmpty();
      assertThat(client.get(KEY + "?at=" + refused.header("Kvasir-Session")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void keepsDocumentsAsTheyAreWritten() {
    for (String document :
        List.of(
            "{\"b\":[1,1.50,null,\"ü\"],\"a\":{}}",
            "-0.1234567890123456789",
            "12345678901234567890",
            "true",
            "null",
            "[]",
            "{\"base64\":1}")) {
      RawClient.Reply put = putJson(document);
      assertThat(put.status()).as(put.text()).isEqualTo(200);
      assertThat(client.get(KEY).text()).isEqualTo("{\"key\":\"k\",\"value\":" + document + "}");
      assertThat(client.get(KEY, "Accept: application/octet-stream").text()).isEqualTo(document);
    }
  }

  @Test
  void comparesNumbersInTransactionsByWhatTheyAreWorth() {
    putJson("9");
    String less =
        "{\"compare\":[{\"key\":\"k\",\"target\":\"VALUE\",\"result\":\"LESS\",\"value\":%s}],"
            + "\"success\":[{\"request_increment\":{\"key\":\"k\",\"amount\":2}}]}";
    RawClient.Reply done = client.post("/bucket/lin/_txn", less.formatted("10"));
    assertThat(done.text())
        .isEqualTo(
            "{\"succeeded\":true,\"revision\":2,"
                + "\"responses\":[{\"response_increment\":{\"value\":11}}]}");
    assertThat(client.post("/bucket/lin/_txn", less.formatted("10")).json().get("succeeded"))
        .hasToString("false");
    RawClient.Reply refused = client.post("/bucket/lin/_txn", less.formatted("\"10\""));
    assertThat(refused.json().get("error").asText()).isEqualTo("type_mismatch");
    RawClient.Reply batch =
        client.post("/bucket/lin/_batch", "[{\"op\":\"increment\",\"key\":\"k\",\"amount\":-1}]");
    assertThat(batch.json().get(0).get("value").asLong()).isEqualTo(10);
  }

  @Test
  void demandsPreconditionsWhereTheBucketDoes() {
    RawClient.Reply changed =
        client.send(
            "PATCH", "/buckets/lin", RawClient.utf8("{\"demand_precondition\":true}"), JSON);
    assertThat(changed.json().get("demand_precondition").asBoolean()).isTrue();
    String put = "[{\"op\":\"put\",\"key\":\"k\",\"value\":1}]";
    for (RawClient.Reply refused :
        List.of(
            put("v"),
            client.delete(KEY),
            client.post(KEY + "/increment", ""),
            client.post("/bucket/lin/_batch", put),
            client.post(
                "/bucket/lin/_txn",
                "{\"success\":[{\"request_delete_range\":{\"key\":\"k\"}}]}"))) {
      assertThat(refused.status()).as(refused.text()).isEqualTo(428);
      assertThat(refused.json().get("error").asText()).isEqualTo("precondition_required");
    }
    assertThat(put("v", "If-None-Match: *").status()).isEqualTo(200);
    assertThat(client.get(KEY).status()).isEqualTo(200);
    client.send("PATCH", "/buckets/lin", RawClient.utf8("{\"demand_precondition\":false}"), JSON);
    assertThat(put("w").status()).isEqualTo(200);
  }

  @Test
  void convergentBucketsCannotDemandPreconditions() {
    RawClient.Reply refused =
        client.post("/buckets", "{\"name\":\"c\",\"demand_precondition\":true}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("field").asText()).isEqualTo("demand_precondition");
  }

  @Test
  void carriesARepetitionOutOnce() {
    put("v", "Idempotency-Key: one");
    put("w");

    RawClient.Reply again = put("v", "Idempotency-Key: one");

    assertThat(again.header("Kvasir-Repeated")).isEqualTo("true");
    assertThat(again.header("ETag")).isEqualTo("\"1\"");
    assertThat(client.get(KEY).json().get("value").asText()).isEqualTo("w");
    assertThat(put("x", "Idempotency-Key: one").status()).isEqualTo(422);
  }

  @Test
  void changesKeysOfOneTagAtOnce() {
    String transaction =
        """
        {"compare":[{"key":"{t}a","target":"CREATE","result":"EQUAL","create_revision":0}],
         "success":[{"request_put":{"key":"{t}a","value":"1"}},
                    {"request_put":{"key":"{t}b","value":"2"}}],
         "failure":[{"request_range":{"key":"{t}b"}}]}
        """;

    JsonNode first = client.post("/bucket/lin/_txn", transaction).json();
    JsonNode second = client.post("/bucket/lin/_txn", transaction).json();
    JsonNode batch =
        client
            .post(
                "/bucket/lin/_batch",
                "[{\"op\":\"delete\",\"key\":\"{t}a\"},{\"op\":\"get\",\"key\":\"{t}b\"}]")
            .json();

    assertThat(first.get("succeeded").asBoolean()).isTrue();
    assertThat(second.get("succeeded").asBoolean()).isFalse();
    assertThat(second.at("/responses/0/response_range/kvs/0/value").asText()).isEqualTo("2");
    assertThat(batch.at("/0/deleted").asBoolean()).isTrue();
    assertThat(batch.at("/1/value").asText()).isEqualTo("2");
    assertThat(client.get("/bucket/lin/%7Bt%7Da").status()).isEqualTo(404);
  }

  @Test
  void startsAnewWhenItsBucketIsCreatedAnew() {
    put("v");
    client.delete("/buckets/lin");
    client.post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\"}");

    assertThat(client.get(KEY).status()).isEqualTo(404);
    assertThat(put("w").header("ETag")).isEqualTo("\"1\"");
  }

  @Test
  void servesTheBucketThatEveryClusterHas() {
    String target = "/bucket/__default_linearizable__/k";

    assertThat(client.put(target, "{\"value\":\"v\"}").status()).isEqualTo(200);
    assertThat(client.get(target).json().get("value").asText()).isEqualTo("v");
    awaitState("Leader");
    assertThat(client.get("/raft/config").json().get("servers")).hasSize(1);
  }
}
