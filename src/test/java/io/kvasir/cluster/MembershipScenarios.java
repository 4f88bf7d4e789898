package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.cluster.Client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster that grows and shrinks while it is used, whatever it is built as. {@code
 * -Dkvasir.moving.keys=n} uses that many keys.
 */
abstract class MembershipScenarios {
  private static final Duration MOVED = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Each that moves costs the same; a quarter of them shows what all do. */
  private static final long PARTITIONS = 64;

  private static final Map<String, String> SETTINGS =
      Map.of("kvasir.cluster.partitions", Long.toString(PARTITIONS));

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void growsFromOneToFiveAndShrinksToThreeUnderLoad() {
    int keys = Integer.getInteger("kvasir.moving.keys", 600);
    try (LocalCluster cluster = LocalCluster.start(folder, 1, SETTINGS)) {
      OwnedLoad.createBuckets(cluster.client(1));
      OwnedLoad load = new OwnedLoad(cluster.clients(), keys);
      load.start();

      for (int number = 2; number <= 5; number++) {
        assertThat(grow(cluster, load))
            .as("moved to node%d", number)
            .isBetween(PARTITIONS / number, PARTITIONS / number + 1);
      }
      for (int number = 5; number > 3; number--) {
        assertThat(shrink(cluster, load, number)).as("moved off node%d", number).isPositive();
      }
      load.stop();
      load.checkAll();
      remove(cluster, 3);

      System.out.printf(
          "1 to 5 to 3 nodes: %d keys, %d requests, %d of them sent twice%n",
          keys, load.requests(), load.cured());
      assertThat(load.violations()).isEmpty();
    }
  }

  /** Adds a node; how many partitions moved. */
  private static long grow(LocalCluster cluster, OwnedLoad load) {
    List<String> before = owners(cluster.client(1));
    cluster.join();
    int number = cluster.size();
    load.use(cluster.clients());
    Client client = cluster.client(number);
    operate(client, "/admin/join", Map.of(), cluster.client(1), "join-node" + number);
    return moved(before, owners(cluster.client(1)));
  }

  /** Takes the last node out; how many partitions moved. */
  private static long shrink(LocalCluster cluster, OwnedLoad load, int number) {
    List<String> before = owners(cluster.client(1));
    Client leaver = cluster.client(number);
    operate(leaver, "/admin/leave", Map.of(), cluster.client(1), "leave-node" + number);
    List<String> after = owners(cluster.client(1));
    assertThat(after).doesNotContain("node" + number);
    load.use(cluster.clients().subList(0, number - 1));
    Await.until(
        SOON,
        () -> "who left serves: " + leaver.get("/readyz").body(),
        () -> isNoMember(leaver.get("/readyz")));
    requireNothingServed(leaver);
    cluster.node(number).stop();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).equals("node" + number) && !before.get(i).equals(after.get(i))) {
        others.add(before.get(i) + " lost partition " + i);
      }
    }
    assertThat(others).isEmpty();
    return moved(before, after);
  }

  /** A node that is lost, removed, and found again with its disk serves nothing. */
  private static void remove(LocalCluster cluster, int number) {
    cluster.node(number).kill();
    String id = "node" + number;
    operate(
        cluster.client(1), "/admin/remove", Map.of("id", id), cluster.client(1), "remove-" + id);
    Client back = new Client(cluster.restartJoined(number).base());
    Await.until(
        SOON,
        () -> id + " does not know that it is gone: " + back.get("/readyz").body(),
        () -> {
          Response ready = back.get("/readyz");
          assertThat(ready.status()).as(ready.body()).isNotEqualTo(200);
          return isNoMember(ready);
        });
    requireNothingServed(back);
  }

  private static boolean isNoMember(Response ready) {
    for (JsonNode check : ready.json().path("checks")) {
      if (check.path("name").asText().equals("member")) {
        return check.path("status").asText().equals("DOWN");
      }
    }
    return false;
  }

  private static void requireNothingServed(Client gone) {
    for (Response answer :
        List.of(
            gone.get("/kv/any?r=1"),
            gone.put("any", "any", "lost"),
            gone.post("/admin/join", Map.of()),
            gone.post("/buckets", Map.of("name", "late")))) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(503);
      assertThat(answer.json().path("type").asText()).isEqualTo("/problems/removed");
      assertThat(answer.json().path("outcome").asText()).isEqualTo("not-applied");
    }
    assertThat(gone.get("/metrics").body()).contains("kvasir_removed 1.0");
  }

  private static void operate(
      Client asked, String path, Map<String, Object> body, Client watcher, String operation) {
    Await.until(
        MOVED,
        () -> path + " is not accepted",
        () -> {
          Response answer = asked.post(path, body);
          assertThat(answer.status()).as(answer.body()).isIn(202, 409, 503);
          return answer.status() == 202;
        });
    Await.until(
        MOVED,
        () -> operation + " does not end: " + watcher.get("/admin/transfers").body(),
        () -> {
          Response answer = watcher.get("/admin/operations/" + operation);
          return answer.isOk() && answer.json().path("state").asText().equals("done");
        });
  }

  private static List<String> owners(Client client) {
    List<String> owners = new ArrayList<>();
    for (JsonNode owner : client.get("/admin/ring").json().path("owners")) {
      owners.add(owner.asText());
    }
    return owners;
  }

  private static long moved(List<String> before, List<String> after) {
    long moved = 0;
    for (int i = 0; i < before.size(); i++) {
      moved += before.get(i).equals(after.get(i)) ? 0 : 1;
    }
    return moved;
  }
}
