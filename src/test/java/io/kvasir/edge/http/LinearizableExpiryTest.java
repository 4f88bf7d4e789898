package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys that end in linearizable buckets, on the real groups of a node whose clock the test moves.
 */
class LinearizableExpiryTest {
  private static final String KEY = "/bucket/lin/k";
  private static final String VALUE = "{\"value\":\"v\"}";

  private final LoneNode node = LoneNode.whole();
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void listen() throws Exception {
    server = TestServer.overGroupsOf(node);
    client = new RawClient(server.port());
    client.post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\"}");
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    node.close();
  }

  private RawClient.Reply put(String target, String... headers) {
    String[] all = new String[headers.length + 1];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Content-Type: application/json";
    return client.send("PUT", target, RawClient.utf8(VALUE), all);
  }

  @Test
  void aKeyIsAbsentAtOnceWhenItsTimeIsUp() {
    assertThat(put(KEY + "?ttl=60").status()).isEqualTo(200);
    assertThat(client.get(KEY).header("Kvasir-TTL")).isBetween("50", "60");

    node.pass(60_001);

    assertThat(client.get(KEY).status()).isEqualTo(404);
    assertThat(client.get(KEY + "?consistency=stale").status()).isEqualTo(404);
    assertThat(put(KEY, "If-Match: \"1\"").status()).isEqualTo(412);
    assertThat(put(KEY, "If-None-Match: *").header("ETag"))
        .as("the end was a revision of its own")
        .isEqualTo("\"3\"");
    assertThat(client.get(KEY).header("Kvasir-TTL")).as("a put without says for ever").isEmpty();
  }

  @Test
  void whatHasEndedIsDeletedThoughNobodyAsks() {
    put(KEY + "?ttl=60");
    put("/bucket/lin/other?ttl=61");
    put("/bucket/lin/stays");
    node.pass(62_000);

    awaitRevision("4");

    assertThat(client.get("/bucket/lin/stays").status()).isEqualTo(200);
    assertThat(client.get("/bucket/lin/stays").header("Kvasir-Revision"))
        .as("both in one revision, and nothing after")
        .isEqualTo("4");
  }

  /** Looks at a key that never was there. */
  private void awaitRevision(String revision) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!client.get("/bucket/lin/none").header("Kvasir-Revision").equals(revision)) {
      assertThat(System.nanoTime()).as("revision " + revision).isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void aBucketsDefaultIsForAllItsPutsUntilItIsChanged() {
    client.post(
        "/buckets", "{\"name\":\"limited\",\"consistency\":\"linearizable\",\"ttl_seconds\":60}");
    put("/bucket/limited/k", "Idempotency-Key: one");
    put("/bucket/limited/longer?ttl=3600");
    client.post("/bucket/limited/_batch", "[{\"op\":\"put\",\"key\":\"b\",\"value\":\"v\"}]");

    assertThat(client.get("/bucket/limited/k").header("Kvasir-TTL")).isBetween("50", "60");
    assertThat(client.get("/bucket/limited/b").header("Kvasir-TTL")).isBetween("50", "60");
    assertThat(client.get("/bucket/limited/longer").header("Kvasir-TTL")).isBetween("3590", "3600");
    RawClient.Reply changed =
        client.send(
            "PATCH",
            "/buckets/limited",
            RawClient.utf8("{\"ttl_seconds\":0}"),
            "Content-Type: application/json");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    put("/bucket/limited/after");
    assertThat(client.get("/bucket/limited/after").header("Kvasir-TTL")).isEmpty();
    assertThat(put("/bucket/limited/k", "Idempotency-Key: one").header("Kvasir-Repeated"))
        .as("the default is none of what the client asked for")
        .isEqualTo("true");
  }

  @Test
  void transactionsAndBatchesSayHowLongAKeyStays() {
    JsonNode done =
        client
            .post(
                "/bucket/lin/_txn",
                """
                {"compare":[{"key":"a","target":"VERSION","result":"EQUAL","version":0}],
                 "success":[{"request_put":{"key":"a","value":"1","ttl":60}},
                            {"request_put":{"key":"b","value":"2"}}]}
                """)
            .json();
    client.post(
        "/bucket/lin/_batch", "[{\"op\":\"put\",\"key\":\"c\",\"value\":\"3\",\"ttl\":90}]");

    assertThat(done.get("succeeded").asBoolean()).isTrue();
    assertThat(client.get("/bucket/lin/a").header("Kvasir-TTL")).isBetween("50", "60");
    assertThat(client.get("/bucket/lin/b").header("Kvasir-TTL")).isEmpty();
    assertThat(client.get("/bucket/lin/c").header("Kvasir-TTL")).isBetween("80", "90");

    node.pass(60_001);

    JsonNode later =
        client
            .post(
                "/bucket/lin/_txn",
                """
                {"compare":[{"key":"a","target":"CREATE","result":"EQUAL","create_revision":0},
                            {"key":"a","target":"VALUE","result":"NOT_EQUAL","value":"1"}],
                 "success":[{"request_range":{"key":"a"}},{"request_range":{"key":"c"}}]}
                """)
            .json();
    assertThat(later.get("succeeded").asBoolean()).isTrue();
    assertThat(later.at("/responses/0/response_range/count").asInt()).isZero();
    assertThat(later.at("/responses/1/response_range/count").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "\"5\"", "3153600001"})
  void whatIsNoTimeToLiveIsRefused(String ttl) {
    String put = "{\"key\":\"k\",\"value\":\"v\",\"ttl\":" + ttl + "}";

    RawClient.Reply transaction =
        client.post("/bucket/lin/_txn", "{\"success\":[{\"request_put\":" + put + "}]}");
    RawClient.Reply batch =
        client.post("/bucket/lin/_batch", "[" + put.replace("{", "{\"op\":\"put\",") + "]");

    assertThat(transaction.status()).isEqualTo(400);
    assertThat(transaction.json().get("field").asText()).isEqualTo("success[0].request_put.ttl");
    assertThat(batch.status()).isEqualTo(400);
    assertThat(batch.json().get("field").asText()).endsWith("ttl");
    assertThat(client.get(KEY).status()).isEqualTo(404);
  }
}
