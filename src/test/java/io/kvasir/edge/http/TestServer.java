package io.kvasir.edge.http;

import io.kvasir.core.bucket.Limits;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.service.Addresses;
import io.kvasir.service.BatchService;
import io.kvasir.service.BucketService;
import io.kvasir.service.ClusterService;
import io.kvasir.service.FakeShards;
import io.kvasir.service.GroupReplicas;
import io.kvasir.service.GroupService;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.LoneNode;
import io.kvasir.service.RequestObserver;
import io.kvasir.service.Timeouts;
import io.kvasir.service.TransactionService;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** The front door alone on a server, over a real engine and shards in memory. */
final class TestServer {
  private static final long PATIENCE_SECONDS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final FakeShards shards = new FakeShards();
  private final Queue<RequestObserver.Answered> answered = new ConcurrentLinkedQueue<>();
  private final int port;

  TestServer(LoneNode node, Intake intake) throws Exception {
    Router router = Router.router(vertx);
    Limits limits = Limits.DEFAULT;
    router
        .route()
        .handler(new FrontDoor(new Api(services(node), limits), limits, answered::add, intake));
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setMaxInitialLineLength(65_536))
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    port = server.actualPort();
  }

  /** A healthy node. */
  TestServer(LoneNode node) throws Exception {
    this(node, new Intake(100 << 20, 10_000));
  }

  private Api.Services services(LoneNode node) {
    Timeouts timeouts = new Timeouts(300, 200);
    TreeMap<NodeId, String> addresses = new TreeMap<>();
    addresses.put(LoneNode.SELF, "127.0.0.1:1");
    LoneNode.PEERS.forEach(peer -> addresses.put(peer, "127.0.0.1:2"));
    int members = node.engine().ring().members().size();
    KeyValueService values =
        new KeyValueService(node.engine(), members, shards, Limits.DEFAULT, timeouts);
    TransactionService transactions =
        new TransactionService(node.engine(), shards, Limits.DEFAULT, timeouts);
    return new Api.Services(
        values,
        transactions,
        new BatchService(node.engine(), values, transactions, timeouts),
        new BucketService(node.engine(), shards, timeouts),
        new ClusterService(
            new ClusterService.Identity(LoneNode.SELF, "test", addresses, "memory", "0"),
            node.engine().ring(),
            node.transport(),
            node.timers()),
        new GroupService(node.engine(), shards, groups()),
        new PortlessAddresses());
  }

  /** Group 11 has a leader, group 12 has none. */
  private static GroupReplicas groups() {
    TreeMap<GroupId, RaftStatus> statuses = new TreeMap<>();
    statuses.put(new GroupId(11), status(Role.LEADER, Optional.of(replica("node1"))));
    statuses.put(new GroupId(12), status(Role.CANDIDATE, Optional.empty()));
    SortedMap<GroupId, RaftStatus> all = Collections.unmodifiableSortedMap(statuses);
    return done -> done.accept(all);
  }

  private static RaftStatus status(Role role, Optional<ReplicaId> leader) {
    TreeSet<ReplicaId> voters = new TreeSet<>(List.of(replica("node1"), replica("node2")));
    TreeSet<ReplicaId> learners = new TreeSet<>(List.of(replica("node3")));
    return new RaftStatus(
        replica("node1"),
        role,
        7,
        leader,
        5,
        9,
        6,
        8,
        7,
        true,
        new Membership(voters, learners),
        3,
        Collections.emptySortedMap());
  }

  private static ReplicaId replica(String node) {
    return new ReplicaId(new NodeId(node), 1);
  }

  /** Nodes at addresses made of their names. */
  private static final class PortlessAddresses implements Addresses {
    @Override
    public Optional<String> http(NodeId node) {
      return Optional.of("http://" + node.value() + ":4001");
    }

    @Override
    public Optional<String> bus(NodeId node) {
      return Optional.of(node.value() + ":7101");
    }
  }

  FakeShards shards() {
    return shards;
  }

  Queue<RequestObserver.Answered> answered() {
    return answered;
  }

  int port() {
    return port;
  }

  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
