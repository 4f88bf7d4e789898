package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one of three nodes says of its replicas while the other two cannot be reached. */
class RepairHttpTest {
  private static final int PARTITIONS = 16;
  private static final String NOTHING = "0000000000000000";

  @RegisterExtension final ServedNode served = new ServedNode(new LoneNode(1_000));
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
  }

  @Test
  void showsOneDigestPerPartition() {
    assertThat(digests()).hasSize(PARTITIONS).containsOnly(NOTHING);

    assertThat(client.put("/kv/k?w=1", "{\"value\":\"v\"}").status()).isEqualTo(200);

    assertThat(digests()).hasSize(PARTITIONS).filteredOn(each -> !each.equals(NOTHING)).hasSize(1);
  }

  @Test
  void namesWhoHoldsAPartition() {
    JsonNode first = client.get("/admin/digests").json().get("digests").get(0);

    assertThat(first.get("partition").asInt()).isZero();
    assertThat(first.get("replicas").asInt()).isEqualTo(3);
    List<String> nodes = new ArrayList<>();
    first.get("nodes").forEach(each -> nodes.add(each.asText()));
    assertThat(nodes).containsExactlyInAnyOrder("node1", "node2", "node3");
  }

  @Test
  void tellsWhatItKeepsForWhom() {
    assertThat(status().get("hints")).isEmpty();

    client.put("/kv/k?w=1", "{\"value\":\"v\"}");

    await(() -> status().get("hints").size() == 2);
    JsonNode hint = status().get("hints").get(0);
    assertThat(hint.get("node").asText()).isEqualTo("node2");
    assertThat(hint.get("records").asInt()).isEqualTo(1);
    assertThat(hint.get("bytes").asLong()).isPositive();
    assertThat(hint.get("age_millis").asLong()).isBetween(0L, 20_000L);
  }

  @Test
  void comparesEverythingWithEverybodyWhenAsked() {
    int comparisons = PARTITIONS * LoneNode.PEERS.size();
    await(() -> status().get("outstanding").asInt() == 0);

    RawClient.Reply asked = client.post("/admin/full-sync", "");

    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.json().get("comparisons").asInt()).isEqualTo(comparisons);
    await(() -> status().get("outstanding").asInt() == comparisons);
    assertThat(status().has("divergent_millis")).isFalse();
  }

  @Test
  void refusesATimeThatCannotBe() {
    assertThat(client.get("/admin/digests?timeout=0").status()).isEqualTo(400);
  }

  private JsonNode status() {
    return client.get("/admin/full-sync").json();
  }

  private List<String> digests() {
    List<String> digests = new ArrayList<>();
    client
        .get("/admin/digests")
        .json()
        .get("digests")
        .forEach(each -> digests.add(each.get("digest").asText()));
    return digests;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
