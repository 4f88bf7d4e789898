package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keys of all types in buckets of all kinds. */
final class SampleData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RawClient client;

  SampleData(RawClient client) {
    this.client = client;
  }

  void send(String method, String target, String body) {
    RawClient.Reply reply =
        client.send(method, target, RawClient.utf8(body), "Content-Type: application/json");
    assertThat(reply.status()).as(target + ' ' + reply.text()).isLessThan(300);
  }

  void fill() {
    for (String bucket :
        List.of(
            "{\"name\":\"text\",\"consistency\":\"paranoid\"}",
            "{\"name\":\"lin\",\"consistency\":\"linearizable\"}",
            "{\"name\":\"shards\",\"consistency\":\"linearizable\",\"shards\":3}",
            "{\"name\":\"guarded\",\"consistency\":\"linearizable\",\"demand_precondition\":true}",
            "{\"name\":\"sets\",\"type\":\"orswot\",\"ttl_seconds\":5000}",
            "{\"name\":\"grow\",\"type\":\"gset\"}",
            "{\"name\":\"counts\",\"type\":\"pn_counter\",\"replication_n\":2,\"write_quorum\":1,\"read_quorum\":1}",
            "{\"name\":\"sib\",\"type\":\"mv_register\"}",
            "{\"name\":\"flags\",\"type\":\"flag\"}",
            "{\"name\":\"maps\",\"type\":\"map\"}")) {
      send("POST", "/buckets", bucket);
    }
    for (String bucket : List.of("text", "lin", "shards")) {
      send("PUT", "/bucket/" + bucket + "/plain", "{\"value\":\"é\\n\\u0000\"}");
      send("PUT", "/bucket/" + bucket + "/doc", "{\"value\":{\"base64\":1.50,\"b\":[null]}}");
      send("PUT", "/bucket/" + bucket + "/number", "{\"value\":12345678901234567890.10}");
      send("PUT", "/bucket/" + bucket + "/ends?ttl=1000", "{\"value\":\"soon\"}");
      send("PUT", "/bucket/" + bucket + "/gone", "{\"value\":\"x\"}");
      send("DELETE", "/bucket/" + bucket + "/gone", "");
      raw(bucket, "bytes", new byte[] {-1, 0, 1}, "image/jpeg");
      raw(bucket, "page", RawClient.utf8("<p>é</p>"), "text/html;charset=utf-8");
    }
    client.send(
        "PUT",
        "/bucket/guarded/k",
        RawClient.utf8("{\"value\":\"v\"}"),
        "Content-Type: application/json",
        "If-None-Match: *");
    send("POST", "/bucket/sets/s/add", "{\"elements\":[\"a\",\"b\",\"c\"]}");
    send("POST", "/bucket/sets/s/remove", "{\"element\":\"b\"}");
    send("POST", "/bucket/sets/empty/add", "{\"element\":\"b\"}");
    send("POST", "/bucket/sets/empty/remove", "{\"element\":\"b\"}");
    send("POST", "/bucket/grow/g/add?ttl=77", "{\"elements\":[\"\",\"z\"]}");
    send("POST", "/bucket/counts/up/increment", "{\"amount\":1000000000000000000}");
    send("POST", "/bucket/counts/down/decrement", "{\"amount\":12}");
    send("POST", "/bucket/counts/zero/increment", "{}");
    send("POST", "/bucket/counts/zero/decrement", "{}");
    send("PUT", "/bucket/sib/one", "{\"value\":{\"only\":1}}");
    siblings();
    send("PUT", "/bucket/flags/on", "{\"value\":true}");
    send("PUT", "/bucket/flags/off?ttl=50", "{\"value\":false}");
    fields();
  }

  private void raw(String bucket, String key, byte[] bytes, String type) {
    RawClient.Reply put =
        client.send("PUT", "/bucket/" + bucket + '/' + key, bytes, "Content-Type: " + type);
    assertThat(put.status()).as(put.text()).isEqualTo(200);
  }

  private void siblings() {
    String context = client.get("/bucket/sib/two").header("Kvasir-Context");
    for (String value : List.of("{\"value\":\"left\"}", "{\"value\":[2]}")) {
      RawClient.Reply put =
          client.send(
              "PUT",
              "/bucket/sib/two",
              RawClient.utf8(value),
              "Content-Type: application/json",
              "Kvasir-Context: " + context);
      assertThat(put.status()).isEqualTo(200);
    }
  }

  private void fields() {
    for (String change :
        List.of(
            "{\"field\":\"l\",\"type\":\"lww\",\"do\":\"put\",\"value\":{\"a\":1}}",
            "{\"field\":\"m\",\"type\":\"mv_register\",\"do\":\"put\",\"value\":\"v\"}",
            "{\"field\":\"c\",\"type\":\"pn_counter\",\"do\":\"decrement\",\"amount\":3}",
            "{\"field\":[\"in\",\"s\"],\"type\":\"orswot\",\"do\":\"add\",\"elements\":[\"x\",\"y\"]}",
            "{\"field\":[\"in\",\"f\"],\"type\":\"flag\",\"do\":\"enable\"}",
            "{\"field\":[\"bare\",\"f\"],\"type\":\"flag\",\"do\":\"enable\"}",
            "{\"field\":[\"bare\",\"f\"],\"type\":\"flag\",\"do\":\"delete\"}")) {
      send("POST", "/bucket/maps/m/update", change);
    }
  }

  /** What two exports must have in common: all lines, but for clocks. */
  static Map<String, JsonNode> comparable(List<String> lines) throws IOException {
    Map<String, JsonNode> keys = new TreeMap<>();
    for (String text : lines) {
      ObjectNode line = (ObjectNode) JSON.readTree(text);
      line.remove("created");
      if (line.has("ends")) {
        line.put("ends", true);
      }
      keys.put(line.path("bucket").asText() + '/' + line.path("key").asText(), line);
    }
    return keys;
  }
}
