package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads and writes of all three types over a real socket. */
@QuarkusTest
class KeyValueHttpTest {
  @TestHTTPResource("/")
  URI base;

  private RawClient client;

  @BeforeEach
  void connect() {
    client = RawClient.ofReady(base);
  }

  @Test
  void writesReadsAndDeletesARegister() {
    long before = System.currentTimeMillis();

    JsonNode put = client.put("/kv/register", "{\"value\":\"v\"}").json();
    JsonNode got = client.get("/kv/register").json();
    JsonNode deleted = client.delete("/kv/register").json();

    assertThat(fields(put)).containsExactly("ok", "key", "timestamp");
    assertThat(put.get("ok").asBoolean()).isTrue();
    assertThat(put.get("timestamp").asLong()).isBetween(before, System.currentTimeMillis() + 1);
    assertThat(got).hasToString("{\"key\":\"register\",\"value\":\"v\"}");
    assertThat(fields(deleted)).containsExactly("deleted", "key", "timestamp");
    assertThat(deleted.get("timestamp").asLong())
        .isGreaterThanOrEqualTo(put.get("timestamp").asLong());
    assertThat(client.get("/kv/register").status()).isEqualTo(404);
  }

  @Test
  void deletesWhatIsNotThere() {
    assertThat(client.delete("/kv/never-written").json().get("deleted").asBoolean()).isTrue();
    assertThat(client.delete("/set/never-written").json().get("deleted").asBoolean()).isTrue();
    assertThat(client.delete("/counter/never-written").json().get("deleted").asBoolean()).isTrue();
  }

  @Test
  void addsAndRemovesMembersOfASet() {
    JsonNode added = client.post("/set/s/add", "{\"elements\":[\"b\",\"a\",\"\",\"b\"]}").json();
    client.post("/set/s/add", "{\"element\":\"c\"}");
    JsonNode members = client.get("/set/s").json();
    JsonNode removed = client.post("/set/s/remove", "{\"elements\":[\"a\",\"zz\"]}").json();

    assertThat(added).hasToString("{\"ok\":true,\"key\":\"s\"}");
    assertThat(members).hasToString("{\"key\":\"s\",\"members\":[\"\",\"a\",\"b\",\"c\"]}");
    assertThat(removed).hasToString("{\"ok\":true,\"key\":\"s\"}");
    assertThat(client.get("/set/s").json().get("members")).hasToString("[\"\",\"b\",\"c\"]");
  }

  @Test
  void readsAnEmptiedSetAsEmptyAndADeletedOneAsAbsent() {
    client.post("/set/emptied/remove", "{\"element\":\"never\"}");

    assertThat(client.get("/set/emptied").json())
        .hasToString("{\"key\":\"emptied\",\"members\":[]}");

    client.delete("/set/emptied");

    assertThat(client.get("/set/emptied").status()).isEqualTo(404);
  }

  @Test
  void counts() {
    client.post("/counter/c/increment", "{\"amount\":5}");
    client.post("/counter/c/increment", "{}");
    client.send("POST", "/counter/c/increment", new byte[0], "Content-Type: a/b");
    JsonNode done = client.post("/counter/c/decrement", "{\"amount\":10}").json();

    assertThat(done).hasToString("{\"ok\":true,\"key\":\"c\"}");
    assertThat(client.get("/counter/c").json()).hasToString("{\"key\":\"c\",\"value\":-3}");
  }

  @Test
  void countsInTheFullRangeAndNotBeyond() {
    String most = "{\"amount\":" + Long.MAX_VALUE + "}";

    assertThat(client.post("/counter/max/increment", most).status()).isEqualTo(200);
    assertThat(client.post("/counter/min/decrement", most).status()).isEqualTo(200);
    RawClient.Reply beyond = client.post("/counter/max/increment", "{}");

    assertThat(client.get("/counter/max").json().get("value")).hasToString("9223372036854775807");
    assertThat(client.get("/counter/min").json().get("value")).hasToString("-9223372036854775807");
    assertThat(beyond.status()).isEqualTo(409);
    assertThat(beyond.json().get("error").asText()).isEqualTo("counter_overflow");
  }

  static Stream<String> texts() {
    return Stream.of(
        "",
        " ",
        "\"",
        "\\",
        "\n\r\t\b\f",
        "\u0000\u0001\u001f\u007f",
        "/",
        "</script>",
        "ä",
        "日本語",
        "🦊👩‍🚀",
        "\u2028\u2029",
        "\ufeff",
        "e\u0301",
        "{\"value\":\"x\"}",
        "null",
        "x".repeat(100_000));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void keepsAnyTextAsValueAndAsElement(String text) {
    String quoted = new String(Json.write(Json.object().textNode(text)), StandardCharsets.UTF_8);
    client.delete("/set/texts");

    client.put("/kv/text", "{\"value\":" + quoted + "}");
    client.post("/set/texts/add", "{\"element\":" + quoted + "}");

    assertThat(client.get("/kv/text").json().get("value").asText()).isEqualTo(text);
    assertThat(client.get("/set/texts").json().get("members").get(0).asText()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=UTF-8",
        "application/x-www-form-urlencoded"
      })
  void readsJsonWhatCallsItselfSo(String contentType) {
    RawClient.Reply put =
        client.send(
            "PUT", "/kv/json", RawClient.utf8("{\"value\":\"v\"}"), "Content-Type: " + contentType);

    assertThat(put.status()).isEqualTo(200);
    assertThat(client.get("/kv/json").json().get("value").asText()).isEqualTo("v");
  }

  @Test
  void readsJsonWhatCallsItselfNothing() {
    client.send("PUT", "/kv/plain", RawClient.utf8("{\"value\":\"v\"}"));

    assertThat(client.get("/kv/plain").json().get("value").asText()).isEqualTo("v");
  }

  @Test
  void givesBackBytesWithTheirType() {
    byte[] bytes = {0, (byte) 0xFF, 'a', (byte) 0x80, '\r', '\n'};

    RawClient.Reply put = client.send("PUT", "/kv/bytes", bytes, "Content-Type: image/x-kvasir");
    RawClient.Reply raw = client.get("/kv/bytes", "Accept: application/octet-stream");
    RawClient.Reply own = client.get("/kv/bytes", "Accept: image/x-kvasir");
    JsonNode json = client.get("/kv/bytes").json();

    assertThat(put.status()).isEqualTo(200);
    assertThat(raw.body().toArray()).isEqualTo(bytes);
    assertThat(raw.header("Content-Type")).isEqualTo("image/x-kvasir");
    assertThat(raw.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(own.body().toArray()).isEqualTo(bytes);
    assertThat(json.get("value").asText()).isEqualTo(Base64.getEncoder().encodeToString(bytes));
    assertThat(json.get("encoding").asText()).isEqualTo("base64");
    assertThat(json.get("content_type").asText()).isEqualTo("image/x-kvasir");
  }

  @Test
  void givesTextBackAsTextInJsonToo() {
    client.send("PUT", "/kv/text-plain", RawClient.utf8("tëxt"), "Content-Type: text/plain");
    client.send(
        "PUT",
        "/kv/latin",
        new byte[] {(byte) 0xE4},
        "Content-Type: text/plain;charset=ISO-8859-1");

    assertThat(client.get("/kv/text-plain").json())
        .hasToString("{\"key\":\"text-plain\",\"value\":\"tëxt\",\"content_type\":\"text/plain\"}");
    assertThat(client.get("/kv/latin").json().get("encoding").asText()).isEqualTo("base64");
  }

  @Test
  void givesAJsonTextAsRawBytesToo() {
    client.put("/kv/json-text", "{\"value\":\"tëxt\"}");

    RawClient.Reply raw = client.get("/kv/json-text", "Accept: application/octet-stream");

    assertThat(raw.text()).isEqualTo("tëxt");
    assertThat(raw.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
  }

  @Test
  void keepsAnEmptyValue() {
    client.send("PUT", "/kv/empty", new byte[0], "Content-Type: application/octet-stream");

    RawClient.Reply raw = client.get("/kv/empty", "Accept: application/octet-stream");

    assertThat(raw.status()).isEqualTo(200);
    assertThat(raw.body().length()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /kv/accept          | */*                                          | application/json
          /kv/accept          | application/json                             | application/json
          /kv/accept          | application/*                                | application/json
          /kv/accept          | text/html,*/*;q=0.8                          | application/json
          /kv/accept          | text/plain                                   | text/plain;charset=UTF-8
          /kv/accept          | text/*                                       | text/plain;charset=UTF-8
          /kv/accept          | application/json;q=0.5,text/plain            | text/plain;charset=UTF-8
          /kv/accept          | application/octet-stream, application/json   | application/json
          /kv/accept          | application/json;q=0, */*                    | text/plain;charset=UTF-8
          """)
  void answersInTheTypeThatIsLikedBest(String target, String accept, String type) {
    client.put("/kv/accept", "{\"value\":\"v\"}");

    assertThat(client.get(target, "Accept: " + accept).header("Content-Type")).isEqualTo(type);
  }

  @Test
  void answersHeadAsGetWithoutABody() {
    client.put("/kv/head", "{\"value\":\"v\"}");
    RawClient.Reply got = client.get("/kv/head");

    RawClient.Reply head = client.send("HEAD", "/kv/head", new byte[0]);
    RawClient.Reply missing = client.send("HEAD", "/kv/head-missing", new byte[0]);

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body().length()).isZero();
    assertThat(head.header("Content-Length")).isEqualTo(got.header("Content-Length"));
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.body().length()).isZero();
  }

  @Test
  void sharesDataBetweenShortAndLongPaths() {
    client.post("/counter/shared/increment", "{}");
    client.post("/set/shared/add", "{\"element\":\"e\"}");

    assertThat(client.get("/bucket/__default_counter__/shared").json().get("value").asInt())
        .isEqualTo(1);
    assertThat(client.get("/bucket/__default_set__/shared").json().get("members"))
        .hasToString("[\"e\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"w=1", "w=majority", "w=all", "timeout=1000", "w=1&timeout=60000"})
  void takesOptionsOfWrites(String query) {
    assertThat(client.put("/kv/options?" + query, "{\"value\":\"v\"}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"r=1", "r=majority", "r=all", "timeout=1000", "r=1&timeout=60000"})
  void takesOptionsOfReads(String query) {
    client.put("/kv/options", "{\"value\":\"v\"}");

    assertThat(client.get("/kv/options?" + query).status()).isEqualTo(200);
  }

  @Test
  void takesABodyInChunks() {
    client.sendChunked(
        "PUT",
        "/kv/chunks",
        List.of(RawClient.utf8("{\"val"), RawClient.utf8("ue\":\"v\"}"), new byte[0]),
        "Content-Type: application/json");

    assertThat(client.get("/kv/chunks").json().get("value").asText()).isEqualTo("v");
  }

  @Test
  void invitesABodyThatWaitsForIt() {
    RawClient.Reply reply =
        client.send(
            "PUT",
            "/kv/expected",
            RawClient.utf8("{\"value\":\"v\"}"),
            "Content-Type: application/json",
            "Expect: 100-continue");

    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void takesAValueUpToTheLimit() {
    byte[] value = new byte[8 << 20];

    RawClient.Reply put =
        client.send("PUT", "/kv/large", value, "Content-Type: application/octet-stream");
    RawClient.Reply got = client.get("/kv/large", "Accept: application/octet-stream");

    assertThat(put.status()).isEqualTo(200);
    assertThat(got.body().length()).isEqualTo(value.length);
    client.delete("/kv/large");
  }

  private static List<String> fields(JsonNode object) {
    return List.copyOf(object.properties().stream().map(java.util.Map.Entry::getKey).toList());
  }
}
