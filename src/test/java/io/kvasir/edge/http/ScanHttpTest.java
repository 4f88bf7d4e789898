package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.cluster.Await;
import io.kvasir.service.LoneNode;
import io.kvasir.service.RequestLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scans over a real socket, of the real engine of a node whose clock the test moves. */
class ScanHttpTest {
  private final LoneNode node = LoneNode.whole();
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void listen() throws Exception {
    server = TestServer.overGroupsOf(node);
    client = new RawClient(server.port());
    client.post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\"}");
    client.post("/buckets", "{\"name\":\"many\",\"consistency\":\"linearizable\",\"shards\":3}");
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    node.close();
  }

  private void put(String target) {
    String[] json = {"Content-Type: application/json"};
    RawClient.Reply put = client.send("PUT", target, RawClient.utf8("{\"value\":\"v\"}"), json);
    assertThat(put.status()).as(put.text()).isEqualTo(200);
  }

  private JsonNode scan(String target) {
    RawClient.Reply reply = client.get(target);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  private List<String> keys(String target) {
    List<String> keys = new ArrayList<>();
    scan(target).get("items").forEach(item -> keys.add(item.get("key").asText()));
    return keys;
  }

  @Test
  void showsWhatThereIsInOrderWithValuesAndRevisions() {
    put("/bucket/lin/b%2Fc");
    put("/bucket/lin/a");
    RawClient.Reply raw =
        client.send(
            "PUT", "/bucket/lin/raw", new byte[] {-1}, "Content-Type: application/octet-stream");
    assertThat(raw.status()).isEqualTo(200);

    RawClient.Reply page = client.get("/bucket/lin");

    assertThat(page.json())
        .hasToString(
            "{\"items\":["
                + "{\"key\":\"a\",\"value\":\"v\",\"mod_revision\":2},"
                + "{\"key\":\"b/c\",\"value\":\"v\",\"mod_revision\":1},"
                + "{\"key\":\"raw\",\"value\":\"/w==\",\"encoding\":\"base64\","
                + "\"content_type\":\"application/octet-stream\",\"mod_revision\":3}]}");
    assertThat(page.header("Kvasir-Revision")).isEqualTo("3");
    assertThat(page.header("Kvasir-Leader")).isEqualTo("http://node1");
    assertThat(scan("/bucket/lin?keys_only=true&prefix=b"))
        .hasToString("{\"items\":[{\"key\":\"b/c\"}]}");
    assertThat(scan("/bucket/lin?consistency=stale").get("items")).hasSize(3);
    assertThat(client.send("HEAD", "/bucket/lin", new byte[0]).status()).isEqualTo(200);
  }

  @Test
  void tellsTheLogOfAnswersThatWereSent() {
    client.send(
        "PUT",
        "/bucket/lin/a",
        RawClient.utf8("value"),
        "Content-Type: text/plain",
        "X-Request-Id: mine");
    RawClient.Reply lines =
        client.send("GET", "/bucket/lin", new byte[0], "Accept: application/x-ndjson");
    client.get("/nowhere/secret");

    Await.until(
        Duration.ofSeconds(20), () -> server.ended().toString(), () -> server.ended().size() == 5);
    assertThat(server.ended())
        .extracting(ended -> ended.operation() + " " + ended.status())
        .containsExactly(
            "bucket_create 201", "bucket_create 201", "put 200", "scan 200", "unknown 404");
    RequestLog.Ended put = List.copyOf(server.ended()).get(2);
    assertThat(put.protocol()).isEqualTo("http");
    assertThat(put.id()).isEqualTo("mine");
    assertThat(put.client()).isEqualTo("127.0.0.1");
    assertThat(put.bucket()).contains("lin");
    assertThat(put.receivedBytes()).isEqualTo(5);
    assertThat(List.copyOf(server.ended()).get(3).sentBytes())
        .isPositive()
        .isGreaterThanOrEqualTo(lines.text().strip().length());
  }

  @Test
  void goesOnByTheCursorAcrossShardsWhileKeysCome() {
    for (int i = 0; i < 25; i++) {
      put("/bucket/many/k%02d".formatted(i));
    }

    List<String> seen = new ArrayList<>();
    JsonNode page = scan("/bucket/many?limit=7");
    while (true) {
      page.get("items").forEach(item -> seen.add(item.get("key").asText()));
      if (!page.has("cursor")) {
        break;
      }
      put("/bucket/many/a-before");
      page = scan("/bucket/many?limit=7&cursor=" + page.get("cursor").asText());
    }

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      expected.add("k%02d".formatted(i));
    }
    assertThat(seen).isEqualTo(expected);
    assertThat(keys("/bucket/many?reverse=true&limit=2&to=k24")).containsExactly("k23", "k22");
  }

  @Test
  void aPageOfLargeValuesIsShortAndTheNextGoesOn() {
    byte[] large = new byte[700 << 10];
    for (String key : List.of("a", "b", "c")) {
      client.send("PUT", "/bucket/lin/" + key, large, "Content-Type: application/octet-stream");
    }

    JsonNode first = scan("/bucket/lin");
    JsonNode second = scan("/bucket/lin?cursor=" + first.get("cursor").asText());

    assertThat(first.get("items")).hasSize(1);
    assertThat(second.get("items"))
        .singleElement()
        .matches(item -> item.get("key").asText().equals("b"));
    assertThat(second.has("cursor")).isTrue();
  }

  @Test
  void whatHasEndedIsNotShownAgain() {
    put("/bucket/lin/ends?ttl=60");
    put("/bucket/lin/stays");
    assertThat(keys("/bucket/lin")).containsExactly("ends", "stays");

    node.pass(60_001);

    assertThat(keys("/bucket/lin?consistency=stale")).containsExactly("stays");
    assertThat(keys("/bucket/lin")).containsExactly("stays");
    assertThat(client.get("/bucket/lin").header("Kvasir-Revision"))
        .as("its end was a revision")
        .isEqualTo("3");
  }

  @Test
  void showsKeysOfConvergentBucketsOverAllPartitions() {
    client.post("/buckets", "{\"name\":\"conv\"}");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String key = "k%02d".formatted(i);
      put("/bucket/conv/" + key);
      if (i % 3 == 0) {
        assertThat(client.send("DELETE", "/bucket/conv/" + key, new byte[0]).status())
            .isEqualTo(200);
      } else {
        expected.add(key);
      }
    }

    for (String options : List.of("", "&r=1", "&keys_only=true")) {
      List<String> seen = new ArrayList<>();
      String cursor = "";
      do {
        JsonNode page = scan("/bucket/conv?limit=9" + options + cursor);
        assertThat(page.get("items")).hasSizeLessThanOrEqualTo(9);
        page.get("items").forEach(item -> seen.add(item.get("key").asText()));
        cursor = page.has("cursor") ? "&cursor=" + page.get("cursor").asText() : "";
      } while (!cursor.isEmpty());
      assertThat(seen).isEqualTo(expected);
    }
    assertThat(scan("/bucket/conv?limit=1&prefix=k1").get("items"))
        .hasToString("[{\"key\":\"k10\",\"value\":\"v\"}]");
    assertThat(keys("/bucket/conv?reverse=true&limit=2&to=k51")).containsExactly("k50", "k49");
    assertThat(client.get("/bucket/conv?consistency=stale").status()).isEqualTo(400);
  }

  @Test
  void showsEveryTypeAsAReadDoes() {
    client.post("/buckets", "{\"name\":\"sets\",\"type\":\"orswot\"}");
    client.post("/bucket/sets/s/add", "{\"elements\":[\"b\",\"a\"]}");
    client.post("/bucket/sets/emptied/add", "{\"element\":\"x\"}");
    client.post("/bucket/sets/emptied/remove", "{\"element\":\"x\"}");
    client.post("/counter/hits/increment", "{\"amount\":7}");

    assertThat(scan("/bucket/sets"))
        .hasToString(
            "{\"items\":[{\"key\":\"emptied\",\"members\":[]},"
                + "{\"key\":\"s\",\"members\":[\"a\",\"b\"]}]}");
    assertThat(scan("/bucket/__default_counter__"))
        .hasToString("{\"items\":[{\"key\":\"hits\",\"value\":7}]}");
  }

  @Test
  void whatHasEndedInAConvergentBucketIsNotShown() {
    put("/kv/ends?ttl=60");
    put("/kv/stays");

    node.pass(60_001);

    assertThat(keys("/bucket/__default_lww__")).containsExactly("stays");
    assertThat(keys("/bucket/__default_lww__?keys_only=true")).containsExactly("stays");
  }

  @Test
  void longValuesComeOneByOneAndShortOnesTogether() {
    byte[] large = new byte[900 << 10];
    for (String key : List.of("a", "b", "c")) {
      client.send("PUT", "/kv/" + key, large, "Content-Type: application/octet-stream");
      put("/kv/" + key + "-short");
    }

    List<List<String>> pages = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = scan("/bucket/__default_lww__?limit=100" + cursor);
      List<String> keys = new ArrayList<>();
      page.get("items").forEach(item -> keys.add(item.get("key").asText()));
      pages.add(keys);
      cursor = page.has("cursor") ? "&cursor=" + page.get("cursor").asText() : "";
    } while (!cursor.isEmpty());

    assertThat(pages)
        .containsExactly(List.of("a", "a-short"), List.of("b", "b-short"), List.of("c", "c-short"));
    assertThat(keys("/bucket/__default_lww__?keys_only=true")).hasSize(6);
  }

  @Test
  void linesGoOnToTheEndAndSaySo() {
    client.post("/buckets", "{\"name\":\"conv\"}");
    for (String bucket : List.of("conv", "many")) {
      for (int i = 0; i < 30; i++) {
        put("/bucket/" + bucket + "/k%02d".formatted(i));
      }
      List<String> lines = lines("/bucket/" + bucket);
      assertThat(lines).hasSize(31);
      assertThat(lines.getFirst()).startsWith("{\"key\":\"k00\",\"value\":\"v\"");
      assertThat(lines.getLast()).isEqualTo("{\"end\":true}");

      List<String> some = lines("/bucket/" + bucket + "?keys_only=true&limit=7");
      assertThat(some).hasSize(8);
      assertThat(some.get(6)).isEqualTo("{\"key\":\"k06\"}");
      String cursor = some.getLast().replace("{\"cursor\":\"", "").replace("\"}", "");
      assertThat(lines("/bucket/" + bucket + "?keys_only=true&limit=1&cursor=" + cursor))
          .first()
          .isEqualTo("{\"key\":\"k07\"}");
    }
    assertThat(lines("/bucket/conv?prefix=none")).containsExactly("{\"end\":true}");
  }

  private List<String> lines(String target) {
    RawClient.Reply reply = client.send("GET", target, new byte[0], "Accept: application/x-ndjson");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/x-ndjson");
    return reply.text().lines().toList();
  }

  @Test
  void linesThatCannotBeginAreAProblem() {
    RawClient.Reply reply =
        client.send("GET", "/bucket/none", new byte[0], "Accept: application/x-ndjson");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(
            client
                .send("GET", "/bucket/lin?limit=0", new byte[0], "Accept: application/x-ndjson")
                .status())
        .isEqualTo(400);
    assertThat(client.send("GET", "/bucket/lin", new byte[0], "Accept: text/html").status())
        .isEqualTo(406);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0,invalid_request",
    "limit=1001,invalid_request",
    "limit=x,invalid_request",
    "limit=-1,invalid_request",
    "keys_only=yes,invalid_request",
    "reverse=,invalid_request",
    "cursor=AQID,bad_cursor",
    "r=2,invalid_request",
    "w=2,invalid_request",
    "consistency=session,unsupported",
    "timeout=0,invalid_request"
  })
  void refusesWhatCannotBe(String query, String error) {
    RawClient.Reply reply = client.get("/bucket/lin?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("error").asText()).isEqualTo(error);
    assertThat(client.get("/bucket/none").status()).isEqualTo(404);
    assertThat(client.send("POST", "/bucket/lin", new byte[0]).header("Allow"))
        .isEqualTo("GET, HEAD");
  }
}
