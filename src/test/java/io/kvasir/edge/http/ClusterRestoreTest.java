package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.cli.StubServer;
import io.kvasir.edge.cli.client.Servers;
import io.kvasir.edge.cli.command.Commands;
import io.kvasir.edge.cli.command.Failed;
import io.kvasir.edge.cli.command.Parsed;
import io.kvasir.edge.cli.command.Printer;
import io.kvasir.edge.cli.command.Session;
import io.kvasir.service.InProcessNetwork;
import io.kvasir.service.LoneNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of three nodes whose replicas differ, and restores into one node and three. */
class ClusterRestoreTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<NodeId> NODES =
      List.of(new NodeId("node1"), new NodeId("node2"), new NodeId("node3"));

  @TempDir private Path temporary;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final InProcessNetwork network = new InProcessNetwork();
  private List<TestServer> from;
  private String folder;

  @BeforeEach
  void start() throws Exception {
    open.add(network);
    from = cluster(network, 5);
    folder = temporary.resolve("backup").toString();
  }

  private List<TestServer> cluster(InProcessNetwork among, long id) throws Exception {
    List<CompletableFuture<LoneNode>> starting =
        NODES.stream()
            .map(
                node ->
                    CompletableFuture.supplyAsync(
                        () -> LoneNode.among(node, new TreeSet<>(NODES), id, among.of(node)),
                        task -> Thread.ofPlatform().daemon().start(task)))
            .toList();
    List<TestServer> servers = new ArrayList<>();
    for (CompletableFuture<LoneNode> each : starting) {
      LoneNode node = each.get(60, TimeUnit.SECONDS);
      TestServer server = TestServer.overGroupsOf(node);
      servers.add(server);
      open.add(0, node);
      open.add(0, server::close);
    }
    return servers;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private RawClient client(int node) throws Exception {
    return new RawClient(from.get(node - 1).port());
  }

  private static void until(BooleanSupplier done) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Carried out at last, though there may be no leader for the moment. */
  private void send(int node, String method, String target, String body) throws Exception {
    RawClient client = client(node);
    until(
        () -> {
          RawClient.Reply reply =
              client.send(method, target, RawClient.utf8(body), "Content-Type: application/json");
          assertThat(reply.status()).as(target + ' ' + reply.text()).isIn(200, 201, 503, 504, 409);
          return reply.status() < 300 || reply.status() == 409;
        });
  }

  private static String url(TestServer server) {
    return "http://127.0.0.1:" + server.port();
  }

  private String run(TestServer server, String... words) throws Failed {
    return run(url(server), words);
  }

  private String run(String server, String... words) throws Failed {
    out.reset();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Printer printer = new Printer(stream, stream, false, false);
    Session session = new Session(Servers.parse(server), printer, Optional.empty());
    Parsed.Ready ready = (Parsed.Ready) Commands.ofCommandLine().parse(List.of(words));
    ready.choose(printer);
    ready.run(session);
    printer.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  private void backUp(TestServer... servers) throws Failed {
    String nodes = String.join(",", List.of(servers).stream().map(s -> url(s)).toList());
    run(servers[0], "admin", "backup", "--to", folder, "--nodes", nodes);
  }

  /** Replicas that hold different things: node3 missed the second half. */
  private void diverge() throws Exception {
    send(1, "POST", "/buckets", "{\"name\":\"sets\",\"type\":\"orswot\"}");
    send(1, "POST", "/buckets", "{\"name\":\"counts\",\"type\":\"pn_counter\"}");
    send(1, "POST", "/buckets", "{\"name\":\"text\"}");
    send(1, "POST", "/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\",\"shards\":2}");
    for (int key = 0; key < 40; key++) {
      int node = 1 + key % 3;
      send(node, "POST", "/bucket/sets/k" + key + "/add", "{\"elements\":[\"a\",\"b\"]}");
      send(node, "POST", "/bucket/counts/k" + key + "/increment", "{\"amount\":10}");
      send(node, "PUT", "/bucket/text/k" + key, "{\"value\":\"one\"}");
      send(node, "PUT", "/bucket/lin/k" + key, "{\"value\":\"one\"}");
    }
    network.cutOff(NODES.get(2));
    for (int key = 0; key < 40; key++) {
      int node = 1 + key % 2;
      boolean deleted = key % 4 == 0;
      send(node, "POST", "/bucket/sets/k" + key + "/remove", "{\"element\":\"a\"}");
      send(node, "POST", "/bucket/counts/k" + key + "/increment", "{\"amount\":5}");
      if (deleted) {
        for (String bucket : List.of("sets", "counts", "text", "lin")) {
          send(node, "DELETE", "/bucket/" + bucket + "/k" + key, "");
        }
      } else {
        send(node, "PUT", "/bucket/text/k" + key, "{\"value\":\"two\"}");
        send(node, "PUT", "/bucket/lin/k" + key, "{\"value\":\"two\"}");
      }
    }
  }

  private void requireAll(TestServer server) throws Exception {
    RawClient restored = new RawClient(server.port());
    for (int key = 0; key < 40; key++) {
      for (String bucket : List.of("sets", "counts", "text", "lin")) {
        RawClient.Reply reply = restored.get("/bucket/" + bucket + "/k" + key);
        assertThat(reply.status()).as(bucket + key).isEqualTo(key % 4 == 0 ? 404 : 200);
        if (key % 4 != 0) {
          JsonNode found = JSON.readTree(reply.text());
          assertThat(found.path(bucket.equals("sets") ? "members" : "value").toString())
              .as(bucket + key)
              .isEqualTo(
                  switch (bucket) {
                    case "sets" -> "[\"b\"]";
                    case "counts" -> "15";
                    default -> "\"two\"";
                  });
        }
      }
    }
  }

  @Test
  void whatReplicasHoldIsPutTogetherAndNothingThatWasDeletedIsBack() throws Exception {
    diverge();
    backUp(from.get(0), from.get(1), from.get(2));

    LoneNode alone = LoneNode.whole(77);
    TestServer one = TestServer.overGroupsOf(alone);
    open.add(0, alone);
    open.add(0, one::close);
    run(one, "admin", "restore", "--from", folder, "--verify");
    requireAll(one);
    run(one, "admin", "restore", "--from", folder, "--continue", "--verify");
    requireAll(one);

    InProcessNetwork others = new InProcessNetwork();
    open.add(others);
    List<TestServer> three = cluster(others, 78);
    run(three.get(1), "admin", "restore", "--from", folder, "--verify");
    for (TestServer each : three) {
      requireAll(each);
    }
  }

  @Test
  void aNodeThatIsAwayIsMissedOnlyWhereItMayHaveWhatOthersHaveNot() throws Exception {
    diverge();

    backUp(from.get(0), from.get(1));

    LoneNode alone = LoneNode.whole(77);
    TestServer one = TestServer.overGroupsOf(alone);
    open.add(0, alone);
    open.add(0, one::close);
    run(one, "admin", "restore", "--from", folder, "--verify");
    requireAll(one);
  }

  @Test
  void eachMemberIsAskedWhereItSaysThatItIsThoughWhoToldOfThemMayBeAnyOfThem() throws Exception {
    diverge();
    try (StubServer balancer = new StubServer()) {
      String members =
          """
          {"ok":true,"members":[
            {"id":"node1","self":true,"http":"%s"},
            {"id":"node2","self":false,"http":"%s"},
            {"id":"node3","self":false}]}
          """
              .formatted(url(from.get(0)), url(from.get(1)));
      balancer.answers(200, members);

      String said = run(balancer.url(), "admin", "backup", "--to", folder);

      assertThat(said).contains("left out, and not needed: node3: it does not say where");
      assertThat(balancer.asked())
          .isNotEmpty()
          .allMatch(request -> request.startsWith("GET /admin/members "));
    }
    assertThat(Path.of(folder)).isDirectoryContaining("glob:**/node-2.ndjson");
  }

  @Test
  void whatTooFewNodesHaveIsNoBackup() throws Exception {
    send(
        1,
        "POST",
        "/buckets",
        "{\"name\":\"fast\",\"type\":\"orswot\",\"consistency\":\"eventual\"}");

    Failed failed = catchThrowableOfType(Failed.class, () -> backUp(from.get(0), from.get(1)));

    assertThat(failed)
        .hasMessageContaining("bucket fast: 16 of 16 partitions have fewer than the 3 copies");
    assertThat(Path.of(folder)).isEmptyDirectory();
  }
}
