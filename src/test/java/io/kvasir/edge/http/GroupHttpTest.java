package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node tells of its groups over a real socket. */
class GroupHttpTest {
  @RegisterExtension final ServedNode served = new ServedNode(LoneNode.whole());
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
    client.post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\",\"shards\":2}");
  }

  @Test
  void showsTheServersOfAGroup() {
    JsonNode config = client.get("/raft/config?bucket=lin").json();

    assertThat(config)
        .hasToString(
            "{\"leader\":\"node1:7101\",\"group\":11,\"servers\":["
                + "{\"id\":\"node1\",\"address\":\"node1:7101\",\"suffrage\":\"voter\"},"
                + "{\"id\":\"node2\",\"address\":\"node2:7101\",\"suffrage\":\"voter\"},"
                + "{\"id\":\"node3\",\"address\":\"node3:7101\",\"suffrage\":\"nonvoter\"}]}");
    assertThat(client.get("/raft/config?bucket=lin&shard=1").json().get("leader").asText())
        .isEmpty();
  }

  @Test
  void showsFiguresAsAFlatObjectOfTexts() {
    JsonNode stats = client.get("/raft/stats?group=11").json();

    assertThat(stats).allMatch(JsonNode::isTextual);
    assertThat(stats.get("state").asText()).isEqualTo("Leader");
    assertThat(stats.get("term").asText()).isEqualTo("7");
    assertThat(stats.get("last_log_index").asText()).isEqualTo("9");
    assertThat(stats.get("last_log_term").asText()).isEqualTo("6");
    assertThat(stats.get("commit_index").asText()).isEqualTo("8");
    assertThat(stats.get("applied_index").asText()).isEqualTo("7");
    assertThat(stats.get("fsm_pending").asText()).isEqualTo("1");
    assertThat(stats.get("last_snapshot_index").asText()).isEqualTo("4");
    assertThat(stats.get("latest_configuration_index").asText()).isEqualTo("3");
    assertThat(stats.get("latest_configuration").asText()).contains("node2:7101");
    assertThat(stats.get("num_peers").asText()).isEqualTo("1");
    assertThat(client.get("/raft/stats?group=12").json().get("state").asText())
        .isEqualTo("Candidate");
  }

  @Test
  void listsAllGroupsOfTheNode() {
    JsonNode groups = client.get("/admin/groups").json().get("groups");

    assertThat(groups).hasSize(3);
    assertThat(groups.get(0))
        .hasToString(
            "{\"group\":11,\"bucket\":\"lin\",\"shard\":0,\"condition\":\"running\",\"role\":\"leader\",\"term\":7,"
                + "\"leader\":\"node1\",\"last\":9,\"commit\":8,\"applied\":7,\"members\":["
                + "{\"id\":\"node1\",\"address\":\"node1:7101\",\"suffrage\":\"voter\"},"
                + "{\"id\":\"node2\",\"address\":\"node2:7101\",\"suffrage\":\"voter\"},"
                + "{\"id\":\"node3\",\"address\":\"node3:7101\",\"suffrage\":\"nonvoter\"}]}");
    assertThat(groups.get(1).get("leader").asText()).isEmpty();
    assertThat(groups.get(2)).hasToString("{\"group\":13,\"condition\":\"damaged\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "/raft/config?group=99, 404, group_not_found",
    "/raft/config?group=13, 404, group_not_found",
    "/raft/stats?bucket=lin&shard=2, 404, group_not_found",
    "/raft/stats?bucket=__default_lww__, 404, group_not_found",
    "/raft/config?bucket=none, 404, bucket_not_found",
    "/raft/config?group=x, 400, invalid_request",
    "/raft/config?shard=-1, 400, invalid_request",
    "/raft/config?group=11&bucket=lin, 400, invalid_request",
    "/raft/config?groups=11, 400, invalid_request",
  })
  void refusesToGuess(String target, int status, String error) {
    RawClient.Reply reply = client.get(target);

    assertThat(reply.status()).isEqualTo(status);
    ErrorContractTest.assertIsProblem(reply);
    assertThat(reply.json().get("error").asText()).isEqualTo(error);
  }
}
