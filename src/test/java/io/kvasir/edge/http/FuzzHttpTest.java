package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever is sent to it, the API answers something sensible: random bodies, targets and headers.
 */
@QuarkusTest
class FuzzHttpTest {
  private static final int BODIES = 250;
  private static final int TARGETS = 1_000;
  private static final List<Integer> SENSIBLE =
      List.of(200, 201, 304, 400, 404, 405, 406, 409, 412, 413, 415, 422, 503, 504);
  private static final String TEXT = "/%.?#&=+;:@\"\\{}[]<> az09\u0000\r\näß日";
  private static final List<String> PARTS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "null",
          "true",
          "1",
          "-1",
          "0",
          "1e400",
          "1.5",
          "9223372036854775807",
          "9223372036854775808",
          "\"value\"",
          "\"element\"",
          "\"elements\"",
          "\"amount\"",
          "\"name\"",
          "\"type\"",
          "\"consistency\"",
          "\"op\"",
          "\"key\"",
          "\"compare\"",
          "\"success\"",
          "\"request_put\"",
          "\"write_quorum\"",
          "\"x\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          " ",
          "\n",
          "\u0000",
          "\ufeff",
          "ä",
          "//",
          "/*",
          "[".repeat(2_000),
          "1".repeat(2_000),
          "{\"a\":".repeat(1_500));

  @TestHTTPResource("/")
  URI base;

  private RawClient client;

  @BeforeEach
  void connect() {
    client = RawClient.ofReady(base);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /kv/fuzz, {\"value\":\"v\"}",
    "PUT, /bucket/__default_lww__/fuzz, {\"value\":\"v\"}",
    "PUT, /bucket/__default_set__/fuzz, {\"value\":\"v\"}",
    "POST, /set/fuzz/add, {\"elements\":[\"a\";\"b\"]}",
    "POST, /set/fuzz/remove, {\"element\":\"a\"}",
    "POST, /counter/fuzz/increment, {\"amount\":5}",
    "POST, /counter/fuzz/decrement, {\"amount\":5}",
    "POST, /buckets, {\"name\":\"fuzz\";\"type\":\"lww\";\"write_quorum\":1}",
    "PUT, /bucket/__default_linearizable__/fuzz, {\"value\":\"v\"}",
    "POST, /bucket/__default_linearizable__/_txn,"
        + " {\"success\":[{\"request_range\":{\"key\":\"a\"}}]}",
    "POST, /bucket/__default_linearizable__/_batch,"
        + " [{\"op\":\"put\";\"key\":\"fuzz\";\"value\":\"v\"}]",
    "POST, /bucket/__default_lww__/_batch, [{\"op\":\"put\";\"key\":\"fuzz\";\"value\":\"v\"}]",
    "POST, /bucket/__default_lww__/_txn, {\"success\":[{\"request_range\":{\"key\":\"a\"}}]}"
  })
  void answersAnyBody(String method, String target, String valid) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < BODIES; i++) {
      byte[] body = body(random, RawClient.utf8(valid.replace(';', ',')));

      assertSensible(client.send(method, target, body, contentType(random)), seed);
    }
    assertThat(client.get("/status").status()).isEqualTo(200);
  }

  @Test
  void answersAnyTarget() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> roots =
        List.of("/kv/", "/set/", "/bucket/", "/buckets/", "/", "/problems/", "/q/");
    List<String> methods = List.of("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS");
    for (int i = 0; i < TARGETS; i++) {
      String method = methods.get(random.nextInt(methods.size()));
      String target = roots.get(random.nextInt(roots.size())) + segment(random);

      RawClient.Reply reply = client.send(method, target, new byte[0]);

      if (method.equals("HEAD")) {
        assertThat(reply.status()).as("seed %d", seed).isIn(SENSIBLE);
      } else {
        assertSensible(reply, seed);
      }
    }
  }

  static void assertSensible(RawClient.Reply reply, long seed) {
    assertThat(reply.status()).as("seed %d: %s", seed, reply.text()).isIn(SENSIBLE);
    if (reply.status() >= 400) {
      ErrorContractTest.assertIsProblem(reply);
    }
  }

  static byte[] body(Random random, byte[] valid) {
    return switch (random.nextInt(4)) {
      case 0 -> noise(random);
      case 1 -> mutated(random, valid);
      case 2 -> RawClient.utf8(parts(random));
      default -> RawClient.utf8("{" + parts(random) + "}");
    };
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[random.nextInt(64)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] mutated(Random random, byte[] valid) {
    byte[] mutated = valid.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
    }
    return mutated;
  }

  private static String parts(Random random) {
    StringBuilder parts = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      parts.append(PARTS.get(random.nextInt(PARTS.size())));
    }
    return parts.toString();
  }

  private static String[] contentType(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new String[] {};
      case 1 -> new String[] {"Content-Type: application/octet-stream"};
      case 2 -> new String[] {"Content-Type: ;;=" + random.nextInt(10)};
      default -> new String[] {"Content-Type: application/json"};
    };
  }

  /** Printable enough to stay one request line. */
  private static String segment(Random random) {
    StringBuilder segment = new StringBuilder();
    for (int i = random.nextInt(10); i >= 0; i--) {
      String c = TEXT.charAt(random.nextInt(TEXT.length())) + "";
      boolean raw = c.charAt(0) > ' ' && c.charAt(0) < 0x7F && random.nextBoolean();
      segment.append(raw ? c : RawClient.encoded(c));
    }
    return segment.toString();
  }
}
