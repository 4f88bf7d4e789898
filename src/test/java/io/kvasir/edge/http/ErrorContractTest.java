package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.problem.ProblemType;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every error that one node can be brought to give over a socket: its status, its code, what it
 * says of the data and what it points at. {@link ProblemsTest} has those that need a sick cluster.
 */
@QuarkusTest
class ErrorContractTest {
  @TestHTTPResource("/")
  URI base;

  private RawClient client;

  @BeforeEach
  void connect() {
    client = RawClient.ofReady(base);
    client.post("/buckets", "{\"name\":\"exists\"}");
    client.post("/buckets", "{\"name\":\"three\",\"write_quorum\":3,\"read_quorum\":3}");
    client.post("/counter/full/increment", "{\"amount\":" + Long.MAX_VALUE + "}");
  }

  /** Columns: method, target, header or nothing, body or nothing, status, error, member=value. */
  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @CsvFileSource(resources = "error-contract.csv", delimiter = '|', numLinesToSkip = 1)
  void answersWithTheProblem(
      String method,
      String target,
      String header,
      String body,
      int status,
      String error,
      String member) {
    RawClient.Reply reply = send(method, target, header, body);

    JsonNode problem = reply.json();
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(problem.get("error").asText()).as(reply.text()).isEqualTo(error);
    assertIsProblem(reply);
    assertThat(problem.get("outcome").asText()).isEqualTo("not-applied");
    if (member != null) {
      String[] expected = member.split("=", 2);
      assertThat(problem.path(expected[0]).asText()).as(reply.text()).isEqualTo(expected[1]);
    }
  }

  private RawClient.Reply send(String method, String target, String header, String body) {
    String[] headers = header == null ? new String[0] : new String[] {header};
    return client.send(method, target, RawClient.utf8(body == null ? "" : body), headers);
  }

  static void assertIsProblem(RawClient.Reply reply) {
    JsonNode problem = reply.json();
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(problem.get("status").asInt()).isEqualTo(reply.status());
    assertThat(problem.get("type").asText()).startsWith("/problems/");
    assertThat(problem.get("title").asText()).isNotBlank();
    assertThat(problem.get("detail").asText()).isNotBlank();
    assertThat(problem.get("outcome").asText()).isIn("applied", "not-applied", "unknown");
    assertThat(problem.get("retryable").isBoolean()).isTrue();
    assertThat(problem.get("request_id").asText()).isEqualTo(reply.header("Kvasir-Request-Id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/kv/a", "/q/health/live", "/nowhere"})
  void refusesRequestsWithoutAHost(String target) {
    RawClient.Reply reply = client.verbatim("GET " + target + " HTTP/1.1", "Connection: close");

    assertThat(reply.status()).isEqualTo(400);
    assertIsProblem(reply);
    assertThat(reply.json().get("field").asText()).isEqualTo("Host");
  }

  @Test
  void refusesABodyOfTwoTypes() {
    RawClient.Reply reply =
        client.send("PUT", "/kv/a", RawClient.utf8("v"), "Content-Type: a/b", "Content-Type: c/d");

    assertThat(reply.status()).isEqualTo(400);
    assertIsProblem(reply);
    assertThat(reply.json().get("field").asText()).isEqualTo("Content-Type");
  }

  @Test
  void saysWhichMethodsThePathTakes() {
    assertThat(client.send("PATCH", "/kv/a", new byte[0]).header("Allow"))
        .isEqualTo("DELETE, GET, HEAD, PUT");
    assertThat(client.get("/set/a/add").header("Allow")).isEqualTo("POST");
    assertThat(client.send("PUT", "/buckets", new byte[0]).header("Allow"))
        .isEqualTo("GET, HEAD, POST");
  }

  @Test
  void saysHowManyReplicasWereMissing() {
    JsonNode write = client.put("/bucket/three/k", "{\"value\":\"v\"}").json();
    JsonNode read = client.get("/bucket/three/k").json();

    for (JsonNode problem : List.of(write, read)) {
      assertThat(problem.get("error").asText()).isEqualTo("quorum_unavailable");
      assertThat(problem.get("needed").asInt()).isEqualTo(3);
      assertThat(problem.get("acked").asInt()).isBetween(0, 1);
      assertThat(problem.get("outcome").asText()).isEqualTo("not-applied");
      assertThat(problem.get("retryable").asBoolean()).isTrue();
    }
    assertThat(client.get("/bucket/three/k?r=1").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"application/octet-stream, value, 8388608", "application/json, body, 12582912"})
  void refusesABodyByItsLengthBeforeItIsSent(String contentType, String what, int limit) {
    RawClient.Reply reply =
        client.send("PUT", "/kv/too-large", new byte[limit + 1], "Content-Type: " + contentType);

    assertThat(reply.status()).isEqualTo(413);
    assertIsProblem(reply);
    assertThat(reply.json().get("what").asText()).isEqualTo(what);
    assertThat(reply.json().get("limit").asInt()).isEqualTo(limit);
    assertThat(client.get("/kv/too-large").status()).isEqualTo(404);
  }

  @Test
  void refusesABodyOfUnknownLengthWhereItExceedsTheLimit() {
    byte[] chunk = new byte[1 << 20];

    RawClient.Reply reply =
        client.sendChunked(
            "PUT",
            "/kv/too-large",
            Collections.nCopies(40, chunk),
            "Content-Type: application/octet-stream");

    assertThat(reply.status()).isEqualTo(413);
    assertIsProblem(reply);
    assertThat(reply.header("Connection")).isEqualToIgnoringCase("close");
  }

  @Test
  void refusesWithoutInvitingABodyThatIsTooLarge() {
    RawClient.Reply reply =
        client.send(
            "PUT",
            "/kv/too-large",
            new byte[0],
            "Content-Type: application/octet-stream",
            "Content-Length: 999999999999",
            "Expect: 100-continue");

    assertThat(reply.status()).isEqualTo(413);
  }

  @Test
  void refusesAValueThatIsTooLargeInJson() {
    RawClient.Reply reply =
        client.put("/kv/too-large", "{\"value\":\"" + "x".repeat((8 << 20) + 1) + "\"}");

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.json().get("what").asText()).isEqualTo("value");
  }

  @Test
  void refusesTooManyElementsAndTooLargeOnes() {
    String many = String.join(",", Collections.nCopies(10_001, "\"e\""));

    RawClient.Reply elements = client.post("/set/s/add", "{\"elements\":[" + many + "]}");
    RawClient.Reply element =
        client.post("/set/s/add", "{\"element\":\"" + "x".repeat((8 << 20) + 1) + "\"}");

    assertThat(elements.status()).isEqualTo(413);
    assertThat(elements.json().get("what").asText()).isEqualTo("elements");
    assertThat(elements.json().get("limit").asInt()).isEqualTo(10_000);
    assertThat(element.json().get("what").asText()).isEqualTo("element");
  }

  @Test
  void pointsAtTheMalformedPlace() {
    JsonNode problem = client.put("/kv/a", "{\n  \"value\": oops}").json();

    assertThat(problem.get("line").asInt()).isEqualTo(2);
    assertThat(problem.get("column").asInt()).isBetween(12, 17);
  }

  @Test
  void pointsAtBytesThatAreNotUtf8() {
    byte[] body = RawClient.utf8("{\n\"value\":\"??\"}");
    Arrays.fill(body, 11, 13, (byte) 0xC0);

    JsonNode problem = client.send("PUT", "/kv/a", body).json();

    assertThat(problem.get("error").asText()).isEqualTo("malformed_json");
    assertThat(problem.get("line").asInt()).isEqualTo(2);
    assertThat(problem.get("column").asInt()).isEqualTo(10);
  }

  @Test
  void takesBackAnIdAndMakesOneUpOtherwise() {
    assertThat(client.get("/status", "X-Request-Id: abc-1").header("Kvasir-Request-Id"))
        .isEqualTo("abc-1");
    assertThat(
            client
                .get("/status", "X-Request-Id: abc-1", "Kvasir-Request-Id: def-2")
                .header("Kvasir-Request-Id"))
        .isEqualTo("def-2");
    assertThat(client.get("/status", "X-Request-Id: no spaces").header("Kvasir-Request-Id"))
        .matches("[0-9a-f]{32}");
    assertThat(client.get("/q/health/live").header("Kvasir-Request-Id")).matches("[0-9a-f]{32}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/nothing", "/metrics/nothing", "/openapi/x/y"})
  void answersUnknownPathsOfThePlatformWithAProblemToo(String target) {
    RawClient.Reply reply = client.get(target);

    assertThat(reply.status()).isEqualTo(404);
    assertIsProblem(reply);
  }

  @Test
  void documentsEveryTypeThatItNames() {
    for (ProblemType type : ProblemType.values()) {
      JsonNode document = client.get(type.uri()).json();

      assertThat(document.get("status").asInt()).isEqualTo(type.status());
      assertThat(document.get("error").asText()).isEqualTo(type.code());
    }
    assertThat(client.get("/problems").json()).hasSize(ProblemType.values().length);
    assertThat(client.get("/problems/unheard_of").status()).isEqualTo(404);
  }
}
