package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Creates, lists, describes and drops buckets over a real socket. */
@QuarkusTest
class BucketHttpTest {
  @TestHTTPResource("/")
  URI base;

  private RawClient client;

  @BeforeEach
  void connect() {
    client = RawClient.ofReady(base);
  }

  @Test
  void createsDescribesListsAndDrops() {
    RawClient.Reply created = client.post("/buckets", "{\"name\":\"life\",\"type\":\"orswot\"}");
    JsonNode described = client.get("/buckets/life").json();
    JsonNode list = client.get("/buckets").json();
    RawClient.Reply dropped = client.delete("/buckets/life");

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json()).hasToString("{\"ok\":true,\"bucket\":\"life\"}");
    assertThat(described)
        .hasToString(
            "{\"name\":\"life\",\"type\":\"orswot\",\"ttl_seconds\":0,\"replication_n\":3,"
                + "\"write_quorum\":2,\"read_quorum\":2,\"consistency\":\"consistent\"}");
    assertThat(list).contains(described);
    assertThat(list.findValuesAsText("name"))
        .contains("__default_counter__", "__default_lww__", "__default_set__")
        .isSorted();
    assertThat(dropped.json()).hasToString("{\"ok\":true,\"deleted\":\"life\"}");
    assertThat(client.get("/buckets/life").json().get("error").asText())
        .isEqualTo("bucket_not_found");
  }

  @Test
  void givesADroppedBucketsSuccessorNoneOfItsData() {
    client.post("/buckets", "{\"name\":\"again\"}");
    client.put("/bucket/again/k", "{\"value\":\"old\"}");
    client.delete("/buckets/again");

    client.post("/buckets", "{\"name\":\"again\"}");

    assertThat(client.get("/bucket/again/k").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "consistency":"eventual"                       | 3 | 1 | 1 | eventual
          "consistency":"session"                        | 3 | 2 | 1 | session
          "consistency":"consistent"                     | 3 | 2 | 2 | consistent
          "consistency":"paranoid"                       | 3 | 3 | 3 | paranoid
          "consistency":"paranoid","replication_n":5     | 5 | 5 | 5 | paranoid
          "replication_n":16                             | 16 | 9 | 9 | consistent
          "write_quorum":1                               | 3 | 1 | 2 | explicit
          "read_quorum":3                                | 3 | 2 | 3 | explicit
          "write_quorum":"all","read_quorum":"majority"  | 3 | 3 | 2 | explicit
          "write_quorum":1,"read_quorum":1,"replication_n":1 | 1 | 1 | 1 | explicit
          "ttl_seconds":0                                | 3 | 2 | 2 | consistent
          """)
  void choosesQuorumsAsDescribed(String fields, int n, int w, int r, String consistency) {
    client.post("/buckets", "{\"name\":\"quorums\"," + fields + "}");

    JsonNode bucket = client.get("/buckets/quorums").json();

    assertThat(bucket.get("replication_n").asInt()).isEqualTo(n);
    assertThat(bucket.get("write_quorum").asInt()).isEqualTo(w);
    assertThat(bucket.get("read_quorum").asInt()).isEqualTo(r);
    assertThat(bucket.get("consistency").asText()).isEqualTo(consistency);
    client.delete("/buckets/quorums");
  }

  @ParameterizedTest
  @CsvSource({
    "lww, put, {\"value\":\"v\"}",
    "orswot, add, {\"element\":\"e\"}",
    "pn_counter, increment, {}"
  })
  void servesEveryType(String type, String operation, String body) {
    client.post("/buckets", "{\"name\":\"typed\",\"type\":\"" + type + "\"}");

    RawClient.Reply reply =
        operation.equals("put")
            ? client.put("/bucket/typed/k", body)
            : client.post("/bucket/typed/k/" + operation, body);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(client.get("/bucket/typed/k").status()).isEqualTo(200);
    client.delete("/buckets/typed");
  }
}
