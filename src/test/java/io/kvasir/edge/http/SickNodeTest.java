package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import io.kvasir.service.RequestObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a client sees of a node that is not well: its peers do not answer, it has too much to do, or
 * the client itself is slow. The front door alone on a server, over the real engine.
 */
class SickNodeTest {
  private static final long BODY_MEMORY = 200_000;
  private static final long BODY_TIMEOUT_MILLIS = 300;

  private final LoneNode node = new LoneNode(1_000);
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void listen() throws Exception {
    server = new TestServer(node, new Intake(BODY_MEMORY, BODY_TIMEOUT_MILLIS));
    client = new RawClient(server.port());
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    node.close();
  }

  @Test
  void answersThatTheQuorumIsOutOfReach() {
    JsonNode write = client.put("/kv/k", "{\"value\":\"v\"}").json();
    JsonNode read = client.get("/kv/k").json();
    JsonNode create = client.post("/buckets", "{\"name\":\"b\"}").json();

    for (JsonNode problem : List.of(write, read, create)) {
      assertThat(problem.get("status").asInt()).isEqualTo(503);
      assertThat(problem.get("error").asText()).isEqualTo("quorum_unavailable");
      assertThat(problem.get("outcome").asText()).isEqualTo("not-applied");
      assertThat(problem.get("needed").asInt()).isEqualTo(2);
    }
  }

  @Test
  void answersThatItCannotKnow() {
    node.peersAreSilent();

    JsonNode put = client.put("/kv/k", "{\"value\":\"v\"}").json();
    JsonNode count = client.post("/counter/k/increment", "{}").json();

    for (JsonNode problem : List.of(put, count)) {
      assertThat(problem.get("status").asInt()).isEqualTo(504);
      assertThat(problem.get("error").asText()).isEqualTo("deadline_exceeded");
      assertThat(problem.get("outcome").asText()).isEqualTo("unknown");
    }
    assertThat(put.get("retryable").asBoolean()).isTrue();
    assertThat(count.get("retryable").asBoolean()).isFalse();
  }

  @Test
  void answersThatAReadTookTooLong() {
    node.peersAreSilent();

    JsonNode read = client.get("/kv/k?timeout=100").json();

    assertThat(read.get("status").asInt()).isEqualTo(504);
    assertThat(read.get("outcome").asText()).isEqualTo("not-applied");
    assertThat(read.get("retryable").asBoolean()).isTrue();
  }

  @Test
  void showsWhichPeersItDoesNotReach() {
    JsonNode members = client.get("/admin/members").json().get("members");

    assertThat(members.findValuesAsText("reachable")).containsExactly("true", "false", "false");
    assertThat(members.findValuesAsText("self")).containsExactly("true", "false", "false");
  }

  @Test
  void refusesBodiesThatItHasNoMemoryFor() {
    RawClient.Reply reply =
        client.send(
            "PUT",
            "/kv/k",
            new byte[(int) BODY_MEMORY + 1],
            "Content-Type: application/octet-stream");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().get("error").asText()).isEqualTo("overloaded");
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    ErrorContractTest.assertIsProblem(reply);
  }

  @Test
  void givesTheMemoryOfBodiesBack() {
    for (int i = 0; i < 5; i++) {
      RawClient.Reply reply =
          client.send(
              "PUT",
              "/kv/k?w=1",
              new byte[(int) BODY_MEMORY - 1],
              "Content-Type: application/octet-stream");

      assertThat(reply.json().path("error").asText()).isNotEqualTo("overloaded");
    }
  }

  @Test
  void refusesReadsOfWhatItHasNoMemoryFor() throws Exception {
    int enough = client.get("/limits").body().length();
    assertThat(client.get("/admin/members").body().length()).isGreaterThan(enough);
    server.close();
    server = TestServer.withAnswersOf(node, enough);
    RawClient reader = new RawClient(server.port());

    RawClient.Reply reply = reader.get("/admin/members");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().get("error").asText()).isEqualTo("overloaded");
    ErrorContractTest.assertIsProblem(reply);
    for (int n = 0; n < 10; n++) {
      assertThat(reader.get("/limits").status()).isEqualTo(200);
    }
  }

  @Test
  void doesNotWaitForeverForABody() {
    RawClient.Reply reply =
        client.send("PUT", "/kv/k", new byte[0], "Content-Length: 10", "X-Request-Id: slow");

    assertThat(reply.status()).isEqualTo(408);
    assertThat(reply.json().get("error").asText()).isEqualTo("request_timeout");
    assertThat(reply.json().get("request_id").asText()).isEqualTo("slow");
  }

  @Test
  void answersInTheOrderOfTheRequestsOnOneConnection() throws IOException {
    String requests =
        """
        GET /kv/first HTTP/1.1\r
        Host: test\r
        \r
        GET /limits HTTP/1.1\r
        Host: test\r
        \r
        PUT /nowhere HTTP/1.1\r
        Host: test\r
        Content-Length: 5\r
        \r
        12345GET /status HTTP/1.1\r
        Host: test\r
        Connection: close\r
        \r
        """;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
      String replies = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(replies.split("HTTP/1.1 ", -1)).hasSize(5);
      assertThat(replies)
          .containsSubsequence("quorum_unavailable", "key_bytes", "unknown_path", "num_vnodes");
    }
  }

  @Test
  void reportsEveryAnswer() {
    client.put("/kv/k?w=1", "{\"value\":\"v\"}");
    client.get("/nowhere");

    assertThat(server.answered())
        .extracting(RequestObserver.Answered::operation)
        .contains("put", "unknown");
    assertThat(server.answered()).extracting(RequestObserver.Answered::status).contains(404);
    assertThat(server.answered())
        .allSatisfy(answer -> assertThat(answer.durationNanos()).isPositive());
  }
}
