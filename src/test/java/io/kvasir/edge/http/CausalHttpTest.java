package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Causal contexts, and the types that have them, over a real socket. */
class CausalHttpTest {
  private static final String JSON = "Content-Type: application/json";

  @RegisterExtension final ServedNode served = new ServedNode(LoneNode.whole());
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
    client.post("/buckets", "{\"name\":\"mv\",\"type\":\"mv_register\"}");
    client.post("/buckets", "{\"name\":\"flags\",\"type\":\"flag\"}");
  }

  private static String seen(RawClient.Reply reply) {
    return "Kvasir-Context: " + reply.header("Kvasir-Context");
  }

  private RawClient.Reply send(String method, String path, String body, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = JSON;
    return client.send(method, path, RawClient.utf8(body), all);
  }

  @Test
  void writesThatHaveNotSeenEachOtherAreSiblings() {
    RawClient.Reply missing = client.get("/bucket/mv/k");
    send("PUT", "/bucket/mv/k", "{\"value\":\"a\"}", seen(missing));
    RawClient.Reply second = send("PUT", "/bucket/mv/k", "{\"value\":\"b\"}", seen(missing));

    RawClient.Reply both = client.get("/bucket/mv/k");

    assertThat(missing.status()).isEqualTo(404);
    assertThat(second.status()).isEqualTo(200);
    assertThat(both.status()).isEqualTo(200);
    assertThat(both.json()).hasToString("{\"key\":\"k\",\"values\":[\"a\",\"b\"]}");
    RawClient.Reply bytes = client.get("/bucket/mv/k", "Accept: application/octet-stream");
    assertThat(bytes.status()).isEqualTo(300);
    assertThat(bytes.json()).isEqualTo(both.json());
  }

  @Test
  void aWriteReplacesTheSiblingsItHasSeen() {
    RawClient.Reply missing = client.get("/bucket/mv/k");
    RawClient.Reply first = send("PUT", "/bucket/mv/k", "{\"value\":\"a\"}", seen(missing));
    send("PUT", "/bucket/mv/k", "{\"value\":\"b\"}", seen(missing));

    send("PUT", "/bucket/mv/k", "{\"value\":\"c\"}", seen(first));
    JsonNode afterC = client.get("/bucket/mv/k").json();
    String context = client.get("/bucket/mv/k").header("Kvasir-Context");
    client.put("/bucket/mv/k", "{\"value\":\"d\",\"context\":\"" + context + "\"}");

    assertThat(afterC.get("values")).hasToString("[\"b\",\"c\"]");
    assertThat(client.get("/bucket/mv/k").json().get("values")).hasToString("[\"d\"]");
  }

  @Test
  void aWriteWithoutContextReplacesWhatIsThere() {
    client.put("/bucket/mv/k", "{\"value\":\"a\"}");
    client.send("PUT", "/bucket/mv/k", new byte[] {1, 2}, "Content-Type: application/octet-stream");

    RawClient.Reply bytes = client.get("/bucket/mv/k", "Accept: application/octet-stream");

    assertThat(client.get("/bucket/mv/k").json().get("values"))
        .hasToString("[{\"base64\":\"AQI=\",\"content_type\":\"application/octet-stream\"}]");
    assertThat(bytes.status()).isEqualTo(200);
    assertThat(bytes.body().toArray()).containsExactly(1, 2);
  }

  @Test
  void aDeleteLeavesTheSiblingsItHasNotSeen() {
    RawClient.Reply first = client.put("/bucket/mv/k", "{\"value\":\"a\"}");
    client.put("/bucket/mv/k", "{\"value\":\"b\"}");

    RawClient.Reply deleted = send("DELETE", "/bucket/mv/k", "", seen(first));

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(client.get("/bucket/mv/k").json().get("values")).hasToString("[\"b\"]");
    client.delete("/bucket/mv/k");
    assertThat(client.get("/bucket/mv/k").status()).isEqualTo(404);
  }

  @Test
  void switchesAFlag() {
    client.put("/bucket/flags/f", "{\"value\":true}");
    JsonNode enabled = client.get("/bucket/flags/f").json();
    client.put("/bucket/flags/f", "{\"value\":false}");
    JsonNode disabled = client.get("/bucket/flags/f").json();
    client.post("/bucket/flags/f/enable", "{}");
    RawClient.Reply stale = client.get("/bucket/flags/f");
    client.post("/bucket/flags/f/enable", "{}");
    send("POST", "/bucket/flags/f/disable", "{}", seen(stale));

    assertThat(enabled).hasToString("{\"key\":\"f\",\"value\":true}");
    assertThat(disabled).hasToString("{\"key\":\"f\",\"value\":false}");
    assertThat(client.get("/bucket/flags/f").json().get("value").asBoolean()).isTrue();
    client.delete("/bucket/flags/f");
    assertThat(client.get("/bucket/flags/f").status()).isEqualTo(404);
  }

  @Test
  void aMemberIsRemovedAsFarAsItWasSeen() {
    client.post("/set/s/add", "{\"elements\":[\"apple\",\"pear\"]}");
    JsonNode contexts = client.get("/set/s?contexts=true").json().get("contexts");
    String apple = contexts.get("apple").asText();
    client.post("/set/s/add", "{\"element\":\"apple\"}");

    String body = "{\"elements\":[\"apple\",\"pear\"],\"contexts\":%s}".formatted(contexts);
    RawClient.Reply removed = client.post("/set/s/remove", body);

    assertThat(removed.status()).isEqualTo(200);
    assertThat(client.get("/set/s").json().get("members")).hasToString("[\"apple\"]");
    send("POST", "/set/s/remove", "{\"element\":\"apple\"}", "Kvasir-Context: " + apple);
    assertThat(client.get("/set/s").json().get("members")).hasToString("[\"apple\"]");
    send("POST", "/set/s/remove", "{\"element\":\"apple\"}", seen(client.get("/set/s")));
    assertThat(client.get("/set/s").json()).hasToString("{\"key\":\"s\",\"members\":[]}");
  }

  @Test
  void aContextIsGoodForItsKeyAndMemberOnly() {
    client.post("/set/s/add", "{\"element\":\"apple\"}");
    client.post("/set/t/add", "{\"element\":\"apple\"}");
    String apple = client.get("/set/s?contexts=true").json().at("/contexts/apple").asText();

    for (RawClient.Reply refused :
        List.of(
            send("POST", "/set/t/remove", "{\"element\":\"apple\"}", "Kvasir-Context: " + apple),
            send("POST", "/set/s/remove", "{\"element\":\"pear\"}", "Kvasir-Context: " + apple),
            send("DELETE", "/set/s", "", "Kvasir-Context: " + apple),
            send("DELETE", "/set/t", "", seen(client.get("/set/s"))))) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().get("error").asText()).isEqualTo("bad_context");
    }
    assertThat(client.get("/set/t").json().get("members")).hasToString("[\"apple\"]");
  }

  @Test
  void typesAreNotMixedUp() {
    assertThat(
            client.put("/bucket/__default_set__/k", "{\"value\":true}").json().get("got").asText())
        .isEqualTo("put");
    assertThat(client.put("/bucket/flags/f", "{\"value\":\"v\"}").json().get("got").asText())
        .isEqualTo("put");
    assertThat(client.post("/bucket/flags/f/increment", "{}").status()).isEqualTo(409);
    assertThat(send("PUT", "/kv/k", "{\"value\":\"v\",\"context\":\"x\"}").status()).isEqualTo(400);
  }
}
