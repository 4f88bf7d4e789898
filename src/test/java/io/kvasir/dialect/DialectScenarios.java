package io.kvasir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.cluster.Await;
import io.kvasir.cluster.LocalCluster;
import io.kvasir.cluster.ThreeNodes;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The walk-throughs of five stores, command by command as their READMEs have them, on the listeners
 * that three nodes have for each, whatever the nodes are built as.
 */
@ExtendWith(ThreeNodes.class)
abstract class DialectScenarios {
  private static final Duration SOON = Duration.ofSeconds(30);

  private LocalCluster cluster = LocalCluster.none();

  @BeforeEach
  void allNodesRun(LocalCluster nodes) {
    cluster = nodes;
  }

  /** Where {@code localhost:first} and the next two stand for the nodes' listeners. */
  private Curl curl(String dialect, int first) {
    Curl curl = new Curl();
    IntStream.range(0, 3)
        .forEach(
            n ->
                curl.with(
                    "localhost:" + (first + n),
                    "127.0.0.1:" + cluster.node(n + 1).dialectPort(dialect)));
    return curl;
  }

  @Test
  void commute() {
    Curl curl = curl("commute", 8080);

    curl.run("curl -X POST localhost:8080/counters/visitors -d '{\"increment\": 5}'").isOk();
    assertThat(curl.run("curl localhost:8081/counters/visitors").text()).isEqualTo("{\"value\":5}");
    curl.run("curl -X POST localhost:8080/counters/visitors -d '{\"decrement\": 2}'").isOk();
    assertThat(curl.run("curl localhost:8082/counters/visitors").text()).isEqualTo("{\"value\":3}");

    curl.run("curl -X POST localhost:8080/counters/hits -d '{\"increment\": 5}'").isOk();
    curl.run("curl -X POST localhost:8081/counters/hits -d '{\"increment\": 3}'").isOk();
    curl.run("curl -X POST localhost:8082/counters/hits -d '{\"increment\": 7}'").isOk();
    assertThat(curl.run("curl localhost:8080/counters/hits").text()).isEqualTo("{\"value\":15}");

    curl.run("curl -X PUT localhost:8080/registers/config -d '{\"value\": \"dark-mode\"}'").isOk();
    assertThat(curl.run("curl localhost:8082/registers/config").text())
        .isEqualTo("{\"value\":\"dark-mode\"}");

    curl.run("curl -X POST localhost:8080/sets/fruits -d '{\"add\": [\"apple\", \"banana\"]}'")
        .isOk();
    JsonNode fruits = curl.run("curl localhost:8081/sets/fruits").isOk().json();
    assertThat(fruits.get("values")).hasToString("[\"apple\",\"banana\"]");
    assertThat(fruits.get("contexts").properties()).hasSize(2);
  }

  /** "Observed-remove in action": the concurrent add survives, everywhere. */
  @Test
  void commuteObservedRemove() {
    Curl curl = curl("commute", 8080).with("fruits", "seen-fruits");

    curl.run("curl -X POST localhost:8080/sets/fruits -d '{\"add\": [\"apple\"]}'").isOk();
    String ctx =
        curl.run("curl -s localhost:8081/sets/fruits").json().at("/contexts/apple").asText();
    curl.run("curl -X POST localhost:8082/sets/fruits -d '{\"add\": [\"apple\"]}'").isOk();
    String remove =
        "curl -X POST localhost:8081/sets/fruits"
            + " -d '{\"remove\": [\"apple\"], \"contexts\": {\"apple\": \"%s\"}}'";
    curl.run(remove.formatted(ctx)).isOk();
    for (int port = 8080; port <= 8082; port++) {
      assertThat(curl.run("curl localhost:" + port + "/sets/fruits").json().get("values"))
          .hasToString("[\"apple\"]");
    }

    String now =
        curl.run("curl -s localhost:8080/sets/fruits").json().at("/contexts/apple").asText();
    assertThat(curl.run(remove.formatted(now)).isOk().json().get("values")).isEmpty();
    assertThat(curl.run("curl localhost:8082/sets/fruits").text())
        .isEqualTo("{\"values\":[],\"contexts\":{}}");
  }

  @Test
  void vaultDb() {
    Curl curl = curl("vaultdb", 11000);

    curl.run("curl -XPOST localhost:11000/key -d '{\"user1\": \"batman\"}'").isOk();
    for (int port = 11000; port <= 11002; port++) {
      assertThat(curl.run("curl -XGET localhost:" + port + "/key/user1").text())
          .isEqualTo("{\"user1\":\"batman\"}");
    }
    curl.run("curl -XPOST localhost:11000/key -d '{\"price\": \"100.50\"}'").isOk();
    assertThat(curl.run("curl -XGET localhost:11001/key/price").text())
        .isEqualTo("{\"price\":\"100.50\"}");

    JsonNode status = curl.run("curl -XGET localhost:11000/status").isOk().json();
    assertThat(status.at("/me/id").asText()).isEqualTo("node1");
    assertThat(status.at("/leader/id").asText()).startsWith("node");
    assertThat(status.get("followers")).hasSize(2).doesNotContain(status.get("leader"));
    String join =
        "{\"id\": \"node1\", \"addr\": \"%s\"}".formatted(status.at("/me/address").asText());
    assertThat(curl.run("curl -XPOST localhost:11001/join -d '" + join + "'").isOk().text())
        .isEmpty();

    curl.run("curl -XDELETE localhost:11002/key/user1").isOk();
    assertThat(curl.run("curl -XGET localhost:11000/key/user1").isOk().text())
        .isEqualTo("{\"user1\":\"\"}");
  }

  /** What is posted together shows together, also while others read. */
  @Test
  void vaultDbWritesAllOrNoneOnAnyNode() {
    Curl curl = curl("vaultdb", 11000);

    for (int n = 0; n < 20; n++) {
      String body = "{\"left\": \"%d\", \"right\": \"%d\"}".formatted(n, n);
      String leader =
          curl.run("curl -XPOST localhost:" + (11000 + n % 3) + "/key -d '" + body + "'")
              .isOk()
              .header("Kvasir-Leader");
      assertThat(leader).startsWith("http://");
      String read = "curl localhost:" + (11000 + (n + 1) % 3) + "/key/";
      assertThat(curl.run(read + "left").text()).isEqualTo("{\"left\":\"%d\"}".formatted(n));
      assertThat(curl.run(read + "right").text()).isEqualTo("{\"right\":\"%d\"}".formatted(n));
    }
  }

  @Test
  void conureDb() {
    Curl curl = curl("conuredb", 8081);

    curl.run("curl -sS -X PUT 'http://localhost:8081/kv?key=k1' --data-binary @-", "v1").isOk();
    assertThat(curl.run("curl -sS 'http://localhost:8081/kv?key=k1'").text()).isEqualTo("v1\n");
    assertThat(curl.run("curl -X PUT 'http://localhost:8082/kv?key=hello&value=world'").text())
        .isEqualTo("OK\n");
    for (int port = 8081; port <= 8083; port++) {
      assertThat(curl.run("curl 'http://localhost:" + port + "/kv?key=hello'").isOk().text())
          .isEqualTo("world\n");
    }
    curl.run("curl -X PUT \"http://localhost:8081/kv?key=app&value=conuredb\"").isOk();
    curl.run(
            "curl -X PUT \"http://localhost:8081/kv?key=config\" -d @-",
            "{\"database\":\"prod\",\"version\":\"1.0\"}\n")
        .isOk();
    assertThat(curl.run("curl \"http://localhost:8081/kv?key=app\"").text())
        .isEqualTo("conuredb\n");
    String config = "{\"database\":\"prod\",\"version\":\"1.0\"}\n";
    assertThat(curl.run("curl \"http://localhost:8081/kv?key=config\"").text()).isEqualTo(config);
    Await.until(
        SOON,
        () -> "the replica of node 2 stays behind",
        () ->
            curl.run("curl \"http://localhost:8082/kv?key=config&stale=true\"")
                .text()
                .equals(config));
    assertThat(curl.run("curl -X DELETE \"http://localhost:8083/kv?key=app\"").text())
        .isEqualTo("OK\n");
    assertThat(curl.run("curl \"http://localhost:8081/kv?key=app\"").text())
        .isEqualTo("key not found\n");
  }

  @Test
  void conureDbsCluster() {
    Curl curl = curl("conuredb", 8081);

    JsonNode config = curl.run("curl -sS http://localhost:8081/raft/config").isOk().json();
    List<String> ids = config.get("servers").findValuesAsText("id");
    List<String> addresses = config.get("servers").findValuesAsText("address");
    assertThat(ids).containsExactlyInAnyOrder("node1", "node2", "node3");
    curl.with("127.0.0.1:7002", addresses.get(ids.indexOf("node2")))
        .with("127.0.0.1:7003", addresses.get(ids.indexOf("node3")));
    for (String join :
        List.of(
            "{\"ID\":\"node2\",\"RaftAddr\":\"127.0.0.1:7002\"}",
            "{\"ID\":\"node3\",\"RaftAddr\":\"127.0.0.1:7003\"}")) {
      assertThat(
              curl.run(
                      "curl -sS -X POST http://localhost:8081/join"
                          + " -H 'Content-Type: application/json' -d '"
                          + join
                          + "'")
                  .isOk()
                  .text())
          .isEqualTo("OK\n");
    }
    curl.run(
            "curl -sS -X POST http://localhost:8081/remove -H 'Content-Type: application/json'"
                + " -d '{\"ID\":\"exact-node-id-from-config\"}'")
        .isOk();

    JsonNode one = curl.run("curl -sS 'http://localhost:8081/status'").isOk().json();
    JsonNode two = curl.run("curl -sS 'http://localhost:8082/status'").isOk().json();
    assertThat(one.get("leader")).isEqualTo(two.get("leader"));
    assertThat(addresses).contains(one.get("leader").asText());
    assertThat(one.get("is_leader").asBoolean() && two.get("is_leader").asBoolean()).isFalse();
    assertThat(curl.run("curl http://localhost:8083/raft/stats").isOk().json().has("term"))
        .isTrue();
  }

  @Test
  void orchidDb() {
    int port = cluster.node(1).dialectPort("orchiddb");
    Curl curl = new Curl().with("127.0.0.1:4206", "127.0.0.1:" + port);

    assertThat(curl.run("curl \"127.0.0.1:4206/put?key2=baz\"").text())
        .isEqualTo("[INFO] (PUT) KEY: key2 VALUE: baz");
    assertThat(curl.run("curl \"127.0.0.1:4206/put?key100=bar\"").text())
        .isEqualTo("[INFO] (PUT) KEY: key100 VALUE: bar");
    assertThat(curl.run("curl \"127.0.0.1:4206/put?key200=foor\"").text())
        .isEqualTo("[INFO] (PUT) KEY: key200 VALUE: foor");
    assertThat(curl.run("curl \"127.0.0.1:4206/get/key2\"").text())
        .isEqualTo("[INFO] (GET) KEY: key2 VALUE: baz");
    assertThat(curl.run("curl \"127.0.0.1:4206/delete/key2\"").text())
        .isEqualTo("[INFO] (DELETE) KEY: key2");

    int other = cluster.node(3).dialectPort("orchiddb");
    Curl elsewhere = new Curl().with("127.0.0.1:4206", "127.0.0.1:" + other);
    assertThat(elsewhere.run("curl \"127.0.0.1:4206/get/key100\"").text())
        .isEqualTo("[INFO] (GET) KEY: key100 VALUE: bar");
    assertThat(elsewhere.run("curl \"127.0.0.1:4206/get/key2\"").text())
        .isEqualTo("[INFO] Key (key2) does not exist in DB");
  }

  /** The store whose interface the main port extends. */
  @Test
  void vorDb() {
    Curl curl = new Curl();
    IntStream.range(0, 3)
        .forEach(
            n -> curl.with("localhost:" + (4001 + n), cluster.node(n + 1).base().getAuthority()));

    assertThat(
            curl.run(
                    "curl -X POST http://localhost:4002/admin/join"
                        + " -H \"Content-Type: application/json\""
                        + " -d '{\"seed_node\": \"node1@localhost\"}'")
                .json()
                .get("ok")
                .asBoolean())
        .isTrue();
    assertThat(curl.run("curl http://localhost:4001/admin/members").json().get("members"))
        .hasSize(3);
    assertThat(
            curl.run(
                    "curl -X POST http://localhost:4001/buckets"
                        + " -H \"Content-Type: application/json\""
                        + " -d '{\"name\": \"user_tags\", \"type\": \"orswot\","
                        + " \"ttl_seconds\": 3600, \"consistency\": \"session\"}'")
                .text())
        .isEqualTo("{\"ok\":true,\"bucket\":\"user_tags\"}");
    curl.run(
            "curl -X POST http://localhost:4001/bucket/user_tags/user_123/add"
                + " -H \"Content-Type: application/json\" -d '{\"element\": \"premium\"}'")
        .isOk();
    Await.until(
        SOON,
        () -> "node 2 does not hear of the member",
        () ->
            curl.run("curl http://localhost:4002/bucket/user_tags/user_123")
                .text()
                .equals("{\"key\":\"user_123\",\"members\":[\"premium\"]}"));
    curl.run("curl -X DELETE http://localhost:4003/buckets/user_tags").isOk();

    curl.run(
            "curl -X PUT http://localhost:4001/kv/greeting"
                + " -H \"Content-Type: application/json\" -d '{\"value\": \"hello\"}'")
        .isOk();
    assertThat(curl.run("curl http://localhost:4002/kv/greeting").text())
        .isEqualTo("{\"key\":\"greeting\",\"value\":\"hello\"}");
  }
}
