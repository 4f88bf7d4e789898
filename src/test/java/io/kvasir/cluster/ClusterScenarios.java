package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.cluster.Client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What three nodes promise, whatever they are built as. */
@ExtendWith(ThreeNodes.class)
abstract class ClusterScenarios {
  private static final Duration SOON = Duration.ofSeconds(30);

  private LocalCluster cluster = LocalCluster.none();

  @BeforeEach
  void allNodesRun(LocalCluster nodes) {
    cluster = nodes;
  }

  private String bucket(String name, String type, String consistency) {
    Response created =
        cluster
            .client(1)
            .createBucket(Map.of("name", name, "type", type, "consistency", consistency));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return name;
  }

  @Test
  void everyTypeAndPresetWorksOnEveryNode() {
    for (String preset : List.of("eventual", "session", "consistent", "paranoid")) {
      String registers = bucket("registers-" + preset, "lww", preset);
      String sets = bucket("sets-" + preset, "orswot", preset);
      String counters = bucket("counters-" + preset, "pn_counter", preset);
      for (Client client : cluster.clients()) {
        assertThat(client.put(registers, "k", "v").status()).isEqualTo(200);
        assertThat(client.post(Client.path(sets, "k") + "/add", Map.of("element", "e")).status())
            .isEqualTo(200);
        assertThat(client.post(Client.path(counters, "k") + "/increment", Map.of()).status())
            .isEqualTo(200);
      }
      for (Client client : cluster.clients()) {
        assertThat(client.get(registers, "k", 3).json().path("value").asText()).isEqualTo("v");
        assertThat(client.members(sets, "k", 3)).containsExactly("e");
        assertThat(client.get(counters, "k", 3).json().path("value").asInt()).isEqualTo(3);
      }
    }
  }

  @Test
  void aThousandIncrementsSpreadOverTheNodesCountExactlyThousandOnEach() {
    for (String preset : List.of("eventual", "consistent")) {
      String bucket = bucket("thousand-" + preset, "pn_counter", preset);
      List<Client> clients = cluster.clients();

      Crowd.run(
          1000,
          n ->
              assertThat(
                      clients
                          .get(n % 3)
                          .post(Client.path(bucket, "hits") + "/increment", Map.of("amount", 1))
                          .status())
                  .isEqualTo(200));

      for (Client client : clients) {
        assertThat(client.get(bucket, "hits", 3).json().path("value").asInt()).isEqualTo(1000);
        Await.until(
            SOON,
            () -> "a replica lags: " + client.get(bucket, "hits", 1).body(),
            () -> client.get(bucket, "hits", 1).json().path("value").asInt() == 1000);
      }
    }
  }

  @Test
  void addsAndRemovesOnDifferentNodesConverge() {
    String bucket = bucket("tags", "orswot", "consistent");
    String path = Client.path(bucket, "k");
    List<Client> clients = cluster.clients();
    Crowd.run(300, n -> clients.get(n % 3).post(path + "/add", Map.of("element", "e" + n)));

    Crowd.run(
        150,
        n ->
            assertThat(
                    clients
                        .get((n + 1) % 3)
                        .post(path + "/remove", Map.of("element", "e" + 2 * n))
                        .status())
                .isEqualTo(200));

    for (Client client : clients) {
      List<String> members = client.members(bucket, "k", 2);
      assertThat(members).hasSize(150).isSorted().noneMatch(e -> even(e));
      Await.until(
          SOON,
          () -> "a replica lags: " + client.get(bucket, "k", 1).body(),
          () -> client.members(bucket, "k", 1).equals(members));
    }
  }

  private static boolean even(String element) {
    return Integer.parseInt(element.substring(1)) % 2 == 0;
  }

  @Test
  void anyTextIsAKeyAndAValue() {
    String a = bucket("a", "lww", "consistent");
    List<String> texts =
        List.of(
            "plain",
            "with \"quotes\"",
            "back\\slash",
            "new\nline",
            "a/b",
            "/",
            "b:c",
            "..",
            ".",
            "a b+c%20",
            "ünïcödé 🐙",
            "add",
            "a/add",
            "{\"json\":1}");

    for (String text : texts) {
      assertThat(cluster.client(1).put(a, text, "value " + text).status()).as(text).isEqualTo(200);
    }

    for (String text : texts) {
      Response read = cluster.client(2).get(a, text, 2);
      assertThat(read.status()).as(text).isEqualTo(200);
      assertThat(read.json().path("key").asText()).isEqualTo(text);
      assertThat(read.json().path("value").asText()).isEqualTo("value " + text);
    }
  }

  @Test
  void bucketsDoNotShareKeys() {
    String a = bucket("left", "lww", "consistent");
    String ab = bucket("left.right", "lww", "consistent");

    cluster.client(1).put(a, "right:c", "one");
    cluster.client(1).put(ab, "c", "two");

    assertThat(cluster.client(2).get(a, "right:c", 2).json().path("value").asText())
        .isEqualTo("one");
    assertThat(cluster.client(2).get(a, "c", 2).status()).isEqualTo(404);
    assertThat(cluster.client(3).get(ab, "c", 2).json().path("value").asText()).isEqualTo("two");
  }

  @Test
  void aDroppedBucketTakesItsDataAlongAlsoWhereANodeWasDown() {
    String bucket = bucket("gone", "lww", "consistent");
    Crowd.run(50, n -> cluster.client(1 + n % 3).put(bucket, "k" + n, "old"));
    cluster.node(3).kill();

    Await.until(
        SOON,
        () -> "the bucket cannot be dropped",
        () -> cluster.client(1).delete("/buckets/gone").isOk());
    assertThat(cluster.client(2).get("gone", "k1", 1).status()).isEqualTo(404);
    cluster.startAll();
    Await.until(
        SOON,
        () -> "node3 still has the bucket",
        () -> cluster.client(3).get("/buckets/gone").status() == 404);

    bucket("gone", "lww", "consistent");
    for (int n = 0; n < 50; n++) {
      assertThat(cluster.client(3).get("gone", "k" + n, 3).status()).isEqualTo(404);
    }
  }

  @Test
  void bucketsSurviveARestartOfAll() {
    String bucket = bucket("lasting", "pn_counter", "paranoid");
    cluster.killAll();

    cluster.startAll();

    for (Client client : cluster.clients()) {
      assertThat(client.get("/buckets/" + bucket).json().path("write_quorum").asInt()).isEqualTo(3);
    }
  }

  @Test
  void anAbsentKeyIsNotFoundAtEveryReadQuorum() {
    String bucket = bucket("empty", "lww", "consistent");

    for (int r = 1; r <= 3; r++) {
      Response read = cluster.client(1 + r % 3).get(bucket, "nothing", r);
      assertThat(read.status()).isEqualTo(404);
      assertThat(read.json().path("error").asText()).isEqualTo("not_found");
    }
    cluster.node(2).kill();
    assertThat(cluster.client(1).get(bucket, "nothing", 2).status()).isEqualTo(404);
  }

  @Test
  void aParanoidWriteSaysWhatIsMissingWhileANodeIsDown() {
    String bucket = bucket("careful", "lww", "paranoid");
    cluster.node(3).kill();

    Response during = cluster.client(1).put(bucket, "k", "v");
    assertThat(during.status()).as(during.body()).isIn(503, 504);
    assertThat(during.json().path("outcome").asText()).isIn("unknown", "not-applied");

    Await.until(
        SOON, () -> "the loss is not noticed", () -> cluster.client(1).reachableMembers() == 2);
    Response later = cluster.client(1).put(bucket, "k2", "v");
    assertThat(later.status()).isEqualTo(503);
    assertThat(later.json().path("error").asText()).isEqualTo("quorum_unavailable");
    assertThat(later.json().path("outcome").asText()).isEqualTo("not-applied");
    assertThat(later.json().path("needed").asInt()).isEqualTo(3);
    assertThat(later.json().path("acked").isInt()).isTrue();
    assertThat(cluster.client(1).get(bucket, "k2", 1).status()).isEqualTo(404);
  }

  @Test
  void aQuorumReadRepairsAStaleReplica() {
    String bucket = bucket("repaired", "lww", "eventual");
    cluster.node(3).kill();
    Await.until(
        SOON, () -> "the loss is not noticed", () -> cluster.client(1).reachableMembers() == 2);
    assertThat(cluster.client(1).put(bucket, "k", "new").status()).isEqualTo(200);
    Await.until(
        SOON,
        () -> "node2 does not get the write",
        () -> cluster.client(2).get(bucket, "k", 1).status() == 200);
    cluster.node(1).kill();
    cluster.node(2).kill();
    cluster.begin(2);
    cluster.restart(3);
    Await.until(SOON, () -> "no reunion", () -> cluster.client(3).reachableMembers() == 2);

    assertThat(cluster.client(3).get(bucket, "k", 2).json().path("value").asText())
        .isEqualTo("new");

    Await.until(
        SOON,
        () -> "not repaired: " + cluster.client(3).get(bucket, "k", 1).body(),
        () -> cluster.client(3).get(bucket, "k", 1).status() == 200);
  }

  @Test
  void aRemoveTakesEffectThroughANodeThatMissedTheAdd() {
    String sets = bucket("missed-sets", "orswot", "consistent");
    String counters = bucket("missed-counters", "pn_counter", "consistent");
    int keys = 200;
    cluster.node(3).kill();
    Client first = cluster.client(1);
    Crowd.run(
        keys,
        n -> {
          assertOk(first.post(Client.path(sets, "k" + n) + "/add", Map.of("element", "x")));
          assertOk(first.post(Client.path(counters, "k" + n) + "/increment", Map.of("amount", 5)));
        });
    cluster.restart(3);
    Client returned = cluster.client(3);
    Await.until(SOON, () -> "no reunion", () -> returned.reachableMembers() == 3);

    Crowd.run(
        keys,
        n -> {
          assertOk(returned.post(Client.path(sets, "k" + n) + "/remove", Map.of("element", "x")));
          assertOk(returned.delete(Client.path(counters, "k" + n)));
        });

    Crowd.run(
        keys,
        n -> {
          assertThat(first.members(sets, "k" + n, 2)).isEmpty();
          assertThat(first.get(counters, "k" + n, 2).status()).isEqualTo(404);
        });
  }

  private static void assertOk(Response response) {
    assertThat(response.status()).as(response.body()).isEqualTo(200);
  }

  @Test
  void aRemoveWithAStaleContextLeavesALaterAddEverywhere() {
    String fruits = bucket("fruits", "orswot", "eventual");
    String basket = Client.path(fruits, "basket");
    Client second = cluster.client(2);
    assertOk(
        cluster.client(1).post(basket + "/add", Map.of("elements", List.of("apple", "banana"))));
    awaitMembers(fruits, "apple", "banana");
    JsonNode seen = second.get(basket + "?r=1&contexts=true").json().path("contexts");

    assertOk(cluster.client(3).post(basket + "/add", Map.of("element", "apple")));
    assertOk(
        second.post(
            basket + "/remove", Map.of("elements", List.of("apple", "banana"), "contexts", seen)));

    awaitMembers(fruits, "apple");
  }

  private void awaitMembers(String bucket, String... members) {
    for (Client client : cluster.clients()) {
      Await.until(
          SOON,
          () -> "a replica has " + client.get(bucket, "basket", 1).body(),
          () -> client.members(bucket, "basket", 1).equals(List.of(members)));
    }
  }

  @Test
  void aReturningNodeIsFedLargeValuesWithoutHarm() {
    String bucket = bucket("large", "lww", "consistent");
    String value = "x".repeat(2 << 20);
    int keys = 60;
    cluster.node(3).kill();
    for (int n = 0; n < keys; n++) {
      assertOk(cluster.client(1).put(bucket, "k" + n, value + n));
    }

    cluster.restart(3);

    Client returned = cluster.client(3);
    for (int n = 0; n < keys; n++) {
      String key = "k" + n;
      Await.until(
          Duration.ofMinutes(1),
          () -> "node3 does not get " + key,
          () -> returned.get(bucket, key, 1).status() == 200);
    }
    assertThat(cluster.node(1).isAlive()).isTrue();
  }

  @Test
  void aKilledNodeCostsNoAcknowledgedWrite() {
    String bucket = bucket("survivors", "lww", "consistent");
    Load load = new Load(cluster.clients(), bucket, "k", 4_000);
    load.start();
    load.awaitAcknowledged(1_000);

    cluster.node(2).kill();
    load.awaitEnd();

    assertThat(load.acknowledged()).hasSizeGreaterThan(2_000);
    assertReadable(load, bucket, List.of(cluster.client(1), cluster.client(3)));
    cluster.startAll();
    assertReadable(load, bucket, cluster.clients());
    System.out.printf(
        "kill -9 of one node during 4000 W=2 writes: %d acknowledged, all readable at R=2%n",
        load.acknowledged().size());
  }

  @Test
  void killingAllNodesUnderLoadCostsNoAcknowledgedWrite() {
    String bucket = bucket("phoenix", "lww", "consistent");
    Load load = new Load(cluster.clients(), bucket, "p", 1_000_000);
    load.start();
    load.awaitAcknowledged(1_500);

    cluster.killAll();
    load.stop();
    cluster.startAll();

    assertReadable(load, bucket, cluster.clients());
    System.out.printf(
        "kill -9 of all nodes under load: %d acknowledged, all readable at R=2%n",
        load.acknowledged().size());
  }

  private static void assertReadable(Load load, String bucket, List<Client> clients) {
    List<Map.Entry<String, String>> acknowledged = List.copyOf(load.acknowledged().entrySet());
    Crowd.run(
        acknowledged.size(),
        n -> {
          Map.Entry<String, String> entry = acknowledged.get(n);
          Response read = clients.get(n % clients.size()).get(bucket, entry.getKey(), 2);
          assertThat(read.status()).as(entry.getKey() + ": " + read.body()).isEqualTo(200);
          assertThat(read.json().path("value").asText()).isEqualTo(entry.getValue());
        });
  }
}
