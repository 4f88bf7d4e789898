package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any text is a key: over real sockets, with the target as it is, nothing normalised in between.
 */
@QuarkusTest
class KeyTextTest {
  @TestHTTPResource("/")
  URI base;

  private RawClient client;

  @BeforeEach
  void connect() {
    client = RawClient.ofReady(base);
  }

  static Stream<String> keys() {
    return Stream.concat(
        Stream.of(
            "/",
            "//",
            "a/b",
            "/a",
            "a/",
            ".",
            "..",
            "../..",
            "a/../b",
            "./a",
            "%",
            "%2F",
            "%25",
            "+",
            "a+b",
            " ",
            "a b",
            "\"",
            "\\",
            "a\"b\\c",
            "\n",
            "\r\n",
            "\t",
            ":",
            "a:b",
            ";",
            "a;v=1",
            "?",
            "a?b=c",
            "#",
            "&",
            "=",
            "~",
            "*",
            "{",
            "}",
            "{key}",
            "add",
            "remove",
            "increment",
            "a/add",
            "_batch",
            "q",
            "metrics",
            "ä",
            "日本語",
            "🦊",
            "👩‍🚀",
            "e\u0301",
            "\u0000",
            "a\u0000b",
            "\u0001",
            "\u007f",
            "\u0085",
            "\u2028",
            "\ufeff",
            "\uffff"),
        IntStream.range(0, 128).mapToObj(Character::toString));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void roundTripsWhenEveryByteIsEncoded(String key) {
    roundTrip("/bucket/__default_lww__/" + RawClient.encoded(key), key);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void isTheSameKeyOnTheShortPath(String key) {
    roundTrip("/kv/" + RawClient.encoded(key), key);
    String value = client.get("/kv/" + RawClient.encoded(key)).json().get("value").asText();

    assertThat(client.get("/bucket/__default_lww__/" + RawClient.encoded(key)).json().get("value"))
        .hasToString('"' + value + '"');
  }

  private void roundTrip(String target, String key) {
    String value = "value of " + key.length() + " at " + System.nanoTime();

    RawClient.Reply put = client.put(target, "{\"value\":\"" + value + "\"}");
    RawClient.Reply got = client.get(target);
    RawClient.Reply deleted = client.delete(target);
    RawClient.Reply gone = client.get(target);

    assertThat(put.status()).isEqualTo(200);
    assertThat(put.json().get("key").asText()).isEqualTo(key);
    assertThat(got.json().get("key").asText()).isEqualTo(key);
    assertThat(got.json().get("value").asText()).isEqualTo(value);
    assertThat(deleted.json().get("key").asText()).isEqualTo(key);
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.json().get("key").asText()).isEqualTo(key);
    client.put(target, "{\"value\":\"" + value + "\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "a+b, a+b",
    "a%2Bb, a+b",
    "., .",
    ".., ..",
    "%2E%2E, ..",
    "%2e, .",
    "a:b, a:b",
    "a;b, a;b",
    "add, add",
    "a%2Fadd, a/add",
    "~a, ~a",
    "%7Ea, ~a",
    "a=b&c, a=b&c",
    "%41, A"
  })
  void readsRawSegmentsAsTheyAre(String segment, String key) {
    assertThat(client.put("/kv/" + segment, "{\"value\":\"v\"}").json().get("key").asText())
        .isEqualTo(key);
    assertThat(client.get("/kv/" + segment).json().get("key").asText()).isEqualTo(key);
  }

  @Test
  void readsRawUtf8() {
    String latin1OfUtf8 =
        new String(RawClient.utf8("ä🦊"), java.nio.charset.StandardCharsets.ISO_8859_1);

    assertThat(client.put("/kv/" + latin1OfUtf8, "{\"value\":\"v\"}").json().get("key").asText())
        .isEqualTo("ä🦊");
  }

  @Test
  void keepsAnOperationApartFromAKeyThatLooksLikeOne() {
    assertThat(client.post("/set/tags%2Fadd/add", "{\"element\":\"x\"}").json().get("key").asText())
        .isEqualTo("tags/add");
    assertThat(client.post("/set/add/add", "{\"element\":\"y\"}").json().get("key").asText())
        .isEqualTo("add");

    assertThat(client.get("/set/tags%2Fadd").json().get("members")).hasToString("[\"x\"]");
    assertThat(client.get("/set/add").json().get("members")).hasToString("[\"y\"]");
    assertThat(client.get("/set/tags").status()).isEqualTo(404);
  }

  @Test
  void keepsBucketAndKeyApart() {
    client.post("/buckets", "{\"name\":\"a\"}");
    client.put("/bucket/a/b:c", "{\"value\":\"1\"}");

    assertThat(client.get("/bucket/a/b:c").json().get("value").asText()).isEqualTo("1");
    assertThat(client.get("/bucket/a:b/c").json().get("error").asText())
        .isEqualTo("bucket_not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/kv/a/",
        "/kv/a//",
        "/kv//a",
        "//kv/a",
        "/kvs",
        "/kv/a/b",
        "/bucket",
        "/bucket/__default_lww__/a/",
        "/",
        "//",
        "/unknown",
        "/KV/a",
        "/kv/a/add"
      })
  void takesNoPathForAnother(String target) {
    RawClient.Reply reply = client.get(target);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().get("type").asText()).isEqualTo("/problems/unknown_path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/kv/%",
        "/kv/%4",
        "/kv/%zz",
        "/kv/%+1",
        "/kv/%ff",
        "/kv/%c0%80",
        "/kv/%ed%a0%80",
        "/kv/%f5%80%80%80",
        "/kv/%e4%b8",
        "/q/%zz",
        "/%",
        "/kv/a?w=%",
        "/kv/a?%ff=1",
        "/kv/a#b",
        "/q/a#%%"
      })
  void refusesWhatIsNoPercentEncodedUtf8(String target) {
    RawClient.Reply reply = client.get(target);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("error").asText()).isEqualTo("malformed_target");
  }

  @Test
  void refusesTheEmptyKey() {
    RawClient.Reply reply = client.put("/kv/", "{\"value\":\"v\"}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("field").asText()).isEqualTo("key");
  }

  @Test
  void readsTheAbsoluteFormOfATarget() {
    client.put("http://test/kv/absolute%2Fform", "{\"value\":\"v\"}");

    assertThat(client.get("/kv/absolute%2Fform").json().get("value").asText()).isEqualTo("v");
  }

  @ParameterizedTest
  @ValueSource(ints = {4095, 4096})
  void takesKeysUpToTheLimit(int bytes) {
    assertThat(client.put("/kv/" + RawClient.encoded("k".repeat(bytes)), "{\"value\":\"v\"}"))
        .matches(reply -> reply.status() == 200);
  }

  @Test
  void refusesLongerKeysWithTheLimit() {
    RawClient.Reply reply =
        client.put("/kv/" + RawClient.encoded("ä".repeat(2049)), "{\"value\":\"v\"}");

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.json().get("what").asText()).isEqualTo("key");
    assertThat(reply.json().get("limit").asInt()).isEqualTo(4096);
  }
}
