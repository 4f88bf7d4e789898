package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.service.LoneNode;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches over a real socket. */
class BatchHttpTest {
  private static final String LINES = "Content-Type: application/x-ndjson";

  @RegisterExtension final ServedNode served = new ServedNode(LoneNode.whole());
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
    client.post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\",\"shards\":8}");
    client.post("/buckets", "{\"name\":\"conv\"}");
    client.post("/buckets", "{\"name\":\"sets\",\"type\":\"orswot\"}");
  }

  @Test
  void carriesContextsAndTimesToLive() {
    client.post("/buckets", "{\"name\":\"mv\",\"type\":\"mv_register\"}");
    String nothing = client.get("/bucket/mv/k").header("Kvasir-Context");
    client.put("/bucket/mv/k", "{\"value\":\"a\"}");

    JsonNode results =
        client
            .post(
                "/bucket/mv/_batch",
                "[{\"op\":\"put\",\"key\":\"k\",\"value\":\"b\",\"context\":\""
                    + nothing
                    + "\",\"ttl\":60},{\"op\":\"get\",\"key\":\"other\"}]")
            .json();

    RawClient.Reply both = client.get("/bucket/mv/k");
    assertThat(both.json().get("values")).hasToString("[\"a\",\"b\"]");
    assertThat(both.header("Kvasir-TTL")).isEqualTo("60");
    assertThat(results.get(1).get("context").asText()).isNotEmpty();
    String seen = results.get(0).get("context").asText();
    JsonNode deleted =
        client
            .post(
                "/bucket/mv/_batch",
                "[{\"op\":\"delete\",\"key\":\"k\",\"context\":\"" + seen + "\"}]")
            .json();
    assertThat(deleted.get(0).get("status").asInt()).isEqualTo(200);
    assertThat(client.get("/bucket/mv/k").json().get("values")).hasToString("[\"a\"]");
  }

  @Test
  void refusesContextsInALinearizableBucket() {
    String body = "[{\"op\":\"put\",\"key\":\"k\",\"value\":\"b\",\"context\":\"x\"}]";

    assertThat(client.post("/bucket/lin/_batch", body).json().get("error").asText())
        .isEqualTo("unsupported");
  }

  @Test
  void changesALinearizableBucketAtOnce() {
    RawClient.Reply reply =
        client.post(
            "/bucket/lin/_batch",
            """
            [{"op":"put","key":"a{t}","value":"v"},{"op":"get","key":"a{t}"},
             {"op":"delete","key":"b{t}"},{"op":"get","key":"b{t}"}]
            """);

    JsonNode results = reply.json();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Kvasir-Revision")).isEqualTo("1");
    assertThat(results).hasSize(4);
    assertThat(results.get(0))
        .hasToString("{\"status\":200,\"ok\":true,\"key\":\"a{t}\",\"timestamp\":1700000001000}");
    assertThat(results.get(1))
        .hasToString("{\"status\":200,\"key\":\"a{t}\",\"value\":\"v\",\"mod_revision\":1}");
    assertThat(results.get(2).get("deleted").asBoolean()).isTrue();
    assertThat(results.get(3).get("error").asText()).isEqualTo("not_found");
    assertThat(results.get(3).get("status").asInt()).isEqualTo(404);
  }

  @Test
  void staysWithinOneShard() {
    RawClient.Reply reply =
        client.post(
            "/bucket/lin/_batch",
            "[{\"op\":\"put\",\"key\":\"a\",\"value\":\"v\"},{\"op\":\"get\",\"key\":\"b\"}]");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().get("error").asText()).isEqualTo("cross_shard");
    assertThat(client.get("/bucket/lin/a").status()).isEqualTo(404);
  }

  @Test
  void failsAsAWholeInALinearizableBucket() {
    served.server().shards().refuseNext(new GroupRefusal.NoMajority(1, 2));

    RawClient.Reply reply =
        client.post("/bucket/lin/_batch", "[{\"op\":\"put\",\"key\":\"a\",\"value\":\"v\"}]");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().get("error").asText()).isEqualTo("no_quorum");
  }

  @Test
  void answersLinesWithLines() {
    RawClient.Reply reply =
        client.send(
            "POST",
            "/bucket/lin/_batch",
            RawClient.utf8(
                """
                {"op":"put","key":"a","value":"1"}\r

                {"op":"get","key":"a"}
                """),
            LINES,
            "Accept: application/x-ndjson");

    assertThat(reply.header("Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(reply.text().lines())
        .containsExactly(
            "{\"status\":200,\"ok\":true,\"key\":\"a\",\"timestamp\":1700000001000}",
            "{\"status\":200,\"key\":\"a\",\"value\":\"1\",\"mod_revision\":1}");
  }

  @Test
  void answersForEachKeyOfAConvergentBucketInTheOrderOfTheRequest() {
    StringBuilder puts = new StringBuilder();
    StringBuilder gets = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      puts.append("{\"op\":\"put\",\"key\":\"k%d\",\"value\":\"v%d\"}%n".formatted(i, i));
      gets.append("{\"op\":\"get\",\"key\":\"k%d\"}%n".formatted(i));
    }

    RawClient.Reply written =
        client.send("POST", "/bucket/conv/_batch", RawClient.utf8(puts.toString()), LINES);
    RawClient.Reply read =
        client.send("POST", "/bucket/conv/_batch", RawClient.utf8(gets.toString()), LINES);

    assertThat(written.text().lines()).hasSize(200).allMatch(line -> line.contains("\"ok\":true"));
    String[] lines = read.text().split("\n", -1);
    for (int i = 0; i < 200; i++) {
      assertThat(lines[i])
          .isEqualTo("{\"status\":200,\"key\":\"k%d\",\"value\":\"v%d\"}".formatted(i, i));
    }
    assertThat(written.header("Kvasir-Revision")).isEmpty();
  }

  @Test
  void givesEachOperationOnAConvergentBucketItsOwnOutcome() {
    client.post("/bucket/sets/s/add", "{\"element\":\"e\"}");

    JsonNode results =
        client
            .post(
                "/bucket/sets/_batch",
                """
                [{"op":"put","key":"s","value":"v"},{"op":"get","key":"s"},
                 {"op":"delete","key":"never"},{"op":"get","key":"never"}]
                """)
            .json();

    assertThat(results.get(0).get("error").asText()).isEqualTo("type_mismatch");
    assertThat(results.get(0).get("outcome").asText()).isEqualTo("not-applied");
    assertThat(results.get(0).get("key").asText()).isEqualTo("s");
    assertThat(results.get(1).get("members")).hasToString("[\"e\"]");
    assertThat(results.get(1).get("context").asText()).isNotEmpty();
    assertThat(results.get(2).get("deleted").asBoolean()).isTrue();
    assertThat(results.get(3).get("status").asInt()).isEqualTo(404);
  }

  @Test
  void takesAndGivesBytes() {
    JsonNode results =
        client
            .post(
                "/bucket/conv/_batch",
                "[{\"op\":\"put\",\"key\":\"b\",\"value\":"
                    + "{\"base64\":\"AP8=\",\"content_type\":\"image/x-kvasir\"}}]")
            .json();
    JsonNode read = client.post("/bucket/conv/_batch", "[{\"op\":\"get\",\"key\":\"b\"}]").json();

    assertThat(results.get(0).get("ok").asBoolean()).isTrue();
    assertThat(read.get(0).get("value"))
        .hasToString("{\"base64\":\"AP8=\",\"content_type\":\"image/x-kvasir\"}");
    assertThat(client.get("/bucket/conv/b", "Accept: */*;q=0.1, image/x-kvasir").body().toArray())
        .isEqualTo(new byte[] {0, (byte) 0xFF});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                     | invalid_request | body
          [{"op":"put","key":"a","value":"v"},{}]                | invalid_request | [1].op
          [{"op":"add","key":"a"}]                               | invalid_request | [0].op
          [{"op":"put","key":"a"}]                               | invalid_request | [0].value
          [{"op":"get","key":"a","value":"v"}]                   | invalid_request | [0].value
          [{"op":"delete"}]                                      | invalid_request | [0].key
          [{"op":"get","key":""}]                                | invalid_request | [0].key
          [7]                                                    | invalid_request | [0]
          [{"op":"put","key":"a","value":"v"},{"op":"delete","key":"a"}] | invalid_request | body
          """)
  void saysWhereTheMistakeIs(String body, String error, String field) {
    for (String bucket : new String[] {"lin", "conv"}) {
      RawClient.Reply reply = client.post("/bucket/" + bucket + "/_batch", body);

      assertThat(reply.status()).as(reply.text()).isEqualTo(400);
      assertThat(reply.json().get("error").asText()).isEqualTo(error);
      assertThat(reply.json().get("field").asText()).isEqualTo(field);
    }
  }

  @Test
  void pointsAtTheMalformedLine() {
    RawClient.Reply reply =
        client.send(
            "POST",
            "/bucket/lin/_batch",
            RawClient.utf8("{\"op\":\"get\",\"key\":\"a\"}\n\n{\"op\":oops}\n"),
            LINES);

    assertThat(reply.json().get("error").asText()).isEqualTo("malformed_json");
    assertThat(reply.json().get("line").asInt()).isEqualTo(3);
  }

  @Test
  void takes1000OperationsAndNoMore() {
    String get = "{\"op\":\"get\",\"key\":\"a\"}";
    String most = String.join(",", Collections.nCopies(1_000, get));

    for (String bucket : new String[] {"lin", "conv"}) {
      String target = "/bucket/" + bucket + "/_batch";
      assertThat(client.post(target, "[" + most + "]").json()).hasSize(1_000);
      assertThat(client.post(target, "[" + most + "," + get + "]").status()).isEqualTo(413);
    }
  }

  @Test
  void isCarriedOutOncePerIdempotencyKeyWhereThatIsPossible() {
    byte[] body = RawClient.utf8("[{\"op\":\"put\",\"key\":\"a\",\"value\":\"v\"}]");
    String[] headers = {"Content-Type: application/json", "Idempotency-Key: one"};

    RawClient.Reply first = client.send("POST", "/bucket/lin/_batch", body, headers);
    RawClient.Reply second = client.send("POST", "/bucket/lin/_batch", body, headers);
    RawClient.Reply convergent = client.send("POST", "/bucket/conv/_batch", body, headers);

    assertThat(second.json()).isEqualTo(first.json());
    assertThat(second.header("Kvasir-Repeated")).isEqualTo("true");
    assertThat(convergent.json().get("feature").asText()).isEqualTo("Idempotency-Key");
  }
}
