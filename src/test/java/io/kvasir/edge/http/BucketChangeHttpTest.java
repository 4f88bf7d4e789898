package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What may change of a bucket, over a real socket. */
class BucketChangeHttpTest {
  @RegisterExtension final ServedNode served = new ServedNode(LoneNode.whole());
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
  }

  @Test
  void changesQuorums() {
    client.post("/buckets", "{\"name\":\"quorums\",\"ttl_seconds\":9}");

    JsonNode preset = patch("quorums", "{\"consistency\":\"eventual\"}").json();
    JsonNode one = patch("quorums", "{\"read_quorum\":\"all\"}").json();

    assertThat(preset.get("consistency").asText()).isEqualTo("eventual");
    assertThat(preset.get("ttl_seconds").asInt()).isEqualTo(9);
    assertThat(one.get("consistency").asText()).isEqualTo("explicit");
    assertThat(one.get("write_quorum").asInt()).isEqualTo(1);
    assertThat(one.get("read_quorum").asInt()).isEqualTo(3);
    assertThat(patch("quorums", "{\"write_quorum\":4}").json().get("field").asText())
        .isEqualTo("write_quorum");
    assertThat(patch("quorums", "{\"consistency\":\"linearizable\"}").status()).isEqualTo(400);
    assertThat(patch("quorums", "{\"consistency\":\"session\",\"read_quorum\":1}").status())
        .isEqualTo(400);
  }

  private RawClient.Reply patch(String bucket, String body) {
    return client.send(
        "PATCH", "/buckets/" + bucket, RawClient.utf8(body), "Content-Type: application/json");
  }
}
