package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.service.LoneNode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is sent about a linearizable bucket, the API answers something sensible. */
class LinearizableFuzzTest {
  private static final int ROUNDS = 400;
  private static final List<String> HEADERS =
      List.of("If-Match", "If-None-Match", "Idempotency-Key");
  private static final List<String> PIECES =
      List.of("\"1\"", "\"2\"", "*", "W/", ",", " ", "\"", "x", "\"x\"", "-", "\t", "\"\"");

  private final LoneNode node = LoneNode.whole();
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void listen() throws Exception {
    server = new TestServer(node);
    client = new RawClient(server.port());
    client.post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\",\"shards\":2}");
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    node.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PUT  | /bucket/lin/k      | {"value":"v"}
          POST | /bucket/lin/_txn   | {"compare":[{"key":"a","target":"MOD","result":"LESS","mod_revision":7}],"success":[{"request_put":{"key":"a","value":"v"}}]}
          POST | /bucket/lin/_txn   | {"failure":[{"request_put":{"key":"a","value":{"base64":"AA==","content_type":"x/y"}}},{"request_delete_range":{"key":"a"}}]}
          POST | /bucket/lin/_batch | [{"op":"put","key":"a","value":"v"},{"op":"get","key":"a"}]
          """)
  void answersAnyBody(String method, String target, String valid) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] body = FuzzHttpTest.body(random, RawClient.utf8(valid));
      String type = random.nextBoolean() ? "application/json" : "application/x-ndjson";

      FuzzHttpTest.assertSensible(client.send(method, target, body, "Content-Type: " + type), seed);
    }
  }

  @Test
  void answersAnyHeader() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      String header = HEADERS.get(random.nextInt(HEADERS.size())) + ": " + pieces(random);
      String method = List.of("GET", "PUT", "DELETE").get(random.nextInt(3));
      byte[] body = RawClient.utf8(method.equals("PUT") ? "{\"value\":\"v\"}" : "");

      FuzzHttpTest.assertSensible(client.send(method, "/bucket/lin/k", body, header), seed);
    }
    assertThat(client.get("/status").status()).isEqualTo(200);
  }

  private static String pieces(Random random) {
    StringBuilder pieces = new StringBuilder();
    for (int i = random.nextInt(8); i >= 0; i--) {
      pieces.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return pieces.toString();
  }
}
