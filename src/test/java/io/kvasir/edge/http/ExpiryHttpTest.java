package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients say and are told of keys that end, over a real socket. */
@QuarkusTest
class ExpiryHttpTest {
  @TestHTTPResource("/")
  URI base;

  private RawClient client;

  @BeforeEach
  void connect() {
    client = RawClient.ofReady(base);
  }

  @Test
  void readsSayHowLongAKeyWillStay() {
    client.put("/kv/ends?ttl=3600", "{\"value\":\"v\"}");
    client.put("/kv/stays", "{\"value\":\"v\"}");

    assertThat(client.get("/kv/ends").header("Kvasir-TTL")).isBetween("3590", "3600");
    assertThat(client.get("/kv/stays").header("Kvasir-TTL")).isEmpty();
  }

  @Test
  void aBucketsDefaultIsForAllItsWritesUntilItIsChanged() {
    client.post("/buckets", "{\"name\":\"ending\",\"type\":\"orswot\",\"ttl_seconds\":3600}");
    client.post("/bucket/ending/k/add", "{\"element\":\"e\",\"ttl\":60}");

    assertThat(client.get("/buckets/ending").json().get("ttl_seconds").asLong()).isEqualTo(3600);
    assertThat(client.get("/bucket/ending/k").header("Kvasir-TTL")).isBetween("3590", "3600");
    RawClient.Reply changed =
        client.send(
            "PATCH",
            "/buckets/ending",
            RawClient.utf8("{\"ttl_seconds\":7}"),
            "Content-Type: application/json");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().get("ttl_seconds").asLong()).isEqualTo(7);
    client.delete("/buckets/ending");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "1.5", "", "3153600001", "99999999999999999999"})
  void whatIsNoTimeToLiveIsRefused(String ttl) {
    RawClient.Reply reply = client.put("/kv/k?ttl=" + ttl, "{\"value\":\"v\"}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("field").asText()).isEqualTo("ttl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "\"5\"", "3153600001"})
  void whatIsNoTimeToLiveOfMembersIsRefused(String ttl) {
    RawClient.Reply reply = client.post("/set/k/add", "{\"element\":\"e\",\"ttl\":" + ttl + "}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("field").asText()).isEqualTo("ttl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"5\"", "3153600001"})
  void whatIsNoDefaultIsRefused(String ttl) {
    RawClient.Reply created =
        client.post("/buckets", "{\"name\":\"never\",\"ttl_seconds\":" + ttl + "}");

    assertThat(created.status()).isEqualTo(400);
    assertThat(created.json().get("field").asText()).isEqualTo("ttl_seconds");
  }

  @Test
  void linearizableBucketsSayItToo() {
    client.put("/bucket/__default_linearizable__/k?ttl=3600", "{\"value\":\"v\"}");

    assertThat(client.get("/bucket/__default_linearizable__/k").header("Kvasir-TTL"))
        .isBetween("3590", "3600");
  }
}
