package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Joins, leaves and removals over a real socket, of a node that is alone. */
class MembershipHttpTest {
  @RegisterExtension final ServedNode served = new ServedNode(LoneNode.whole());
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
  }

  @Test
  void whoOwnsPartitionsHasJoined() {
    String self = LoneNode.SELF.value();

    RawClient.Reply joined = client.post("/admin/join", "{\"seed_node\":\"" + self + "\"}");

    assertThat(joined.status()).isEqualTo(202);
    assertThat(joined.json().get("operation").asText()).isEqualTo("join-" + self);
    JsonNode operation = client.get("/admin/operations/join-" + self).json();
    assertThat(operation.get("state").asText()).isEqualTo("done");
    assertThat(operation.get("kind").asText()).isEqualTo("join");
    assertThat(operation.get("node").asText()).isEqualTo(self);
    assertThat(operation.get("outstanding").asInt()).isZero();
    assertThat(client.post("/admin/join", "{}").status()).isEqualTo(202);
    assertThat(client.post("/admin/join", "{\"seed_node\":\"" + self + "@host\"}").status())
        .isEqualTo(202);
  }

  @Test
  void theLastNodeCannotLeave() {
    RawClient.Reply refused = client.post("/admin/leave", "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("error").asText()).isEqualTo("membership_conflict");
    assertThat(refused.json().get("outcome").asText()).isEqualTo("not-applied");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/admin/remove | {\"id\":\"nobody\"} | 404 | member_not_found",
        "/admin/remove | {} | 400 | missing id",
        "/admin/remove | {\"id\":\"a b\"} | 400 | invalid_request",
        "/admin/join | {\"seed_node\":\"nobody\"} | 400 | invalid_request",
        "/admin/join | {\"seed\":\"x\"} | 400 | invalid_request"
      })
  void whatCannotBeIsRefused(String path, String body, int status, String error) {
    RawClient.Reply response = client.post(path, body);

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.json().get("error").asText()).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({"join-nobody", "leave-node1", "remove-", "join", "come-node1"})
  void whatWasNotAskedForIsNotFound(String id) {
    assertThat(client.get("/admin/operations/" + id).status()).isIn(400, 404);
  }
}
