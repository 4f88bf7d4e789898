package io.kvasir.edge.http;

import io.kvasir.core.bucket.Limits;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.edge.http.dialect.DialectListener;
import io.kvasir.edge.http.dialect.Dialects;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.engine.Engine;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.service.Addresses;
import io.kvasir.service.BackupService;
import io.kvasir.service.BatchService;
import io.kvasir.service.BucketService;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.ClusterService;
import io.kvasir.service.ConvergentChanges;
import io.kvasir.service.EngineGroups;
import io.kvasir.service.FakeShards;
import io.kvasir.service.GroupReplicas;
import io.kvasir.service.GroupService;
import io.kvasir.service.GroupShards;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.LoneNode;
import io.kvasir.service.MembershipService;
import io.kvasir.service.RecordedRequests;
import io.kvasir.service.RepairService;
import io.kvasir.service.RequestLog;
import io.kvasir.service.RequestObserver;
import io.kvasir.service.RequestObservers;
import io.kvasir.service.RestoreService;
import io.kvasir.service.ScanLimits;
import io.kvasir.service.ScanService;
import io.kvasir.service.ShardChanges;
import io.kvasir.service.Shards;
import io.kvasir.service.Timeouts;
import io.kvasir.service.TopologyAddresses;
import io.kvasir.service.TransactionService;
import io.kvasir.service.WatchEnd;
import io.kvasir.service.WatchKind;
import io.kvasir.service.WatchObserver;
import io.kvasir.service.WatchPace;
import io.kvasir.service.WatchService;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** The front door alone on a server, over a real engine. */
final class TestServer {
  private static final long PATIENCE_SECONDS = 20;

  private static final Intake INTAKE = new Intake(100 << 20, 10_000);

  /** What answers may hold. */
  private static final int ANSWERS = 20 << 20;

  private static final WatchPace PACE = new WatchPace(200, 1_000, new ByteBudget(4 << 20));

  /** How many watches it serves. */
  static final int WATCHERS = 50;

  /** So long that an election can come to pass. */
  private static final Timeouts PATIENT = new Timeouts(10_000, 10_000);

  private final Vertx vertx = Vertx.vertx();
  private final FakeShards shards;
  private final WatchService watches;
  private final Queue<RequestObserver.Answered> answered = new ConcurrentLinkedQueue<>();
  private final FrontDoor door;
  private final Queue<RequestLog.Ended> ended = new ConcurrentLinkedQueue<>();
  private final Queue<WatchEnd> watchEnds = new ConcurrentLinkedQueue<>();
  private final Dialects dialects;
  private final Reception.Common common;
  private final int port;

  /** Notes why watches end. */
  private final class Ends implements WatchObserver {
    @Override
    public void onTold(WatchKind kind, int changes) {}

    @Override
    public void onEnded(WatchKind kind, WatchEnd end) {
      watchEnds.add(end);
    }
  }

  /** With that much memory for answers that are not taken. */
  static TestServer withAnswersOf(LoneNode node, long bytes) throws Exception {
    FakeShards shards = new FakeShards();
    return new TestServer(
        node,
        new ByteBudget(bytes),
        INTAKE,
        shards,
        new Backing(shards, TestServer::groups, new PortlessAddresses(), PATIENT));
  }

  /** Where the shards are, and how long requests wait for them. */
  private record Backing(
      Shards shards, GroupReplicas replicas, Addresses addresses, Timeouts timeouts) {}

  /** Shards in memory; an impatient node. */
  TestServer(LoneNode node, Intake intake) throws Exception {
    this(node, intake, new FakeShards(), new Timeouts(300, 200));
  }

  private TestServer(LoneNode node, Intake intake, FakeShards shards, Timeouts timeouts)
      throws Exception {
    this(
        node,
        intake,
        shards,
        new Backing(shards, TestServer::groups, new PortlessAddresses(), timeouts));
  }

  /** The groups of the node's own engine. */
  static TestServer overGroupsOf(LoneNode node) throws Exception {
    Engine engine = node.engine();
    GroupShards shards = new GroupShards(engine, new ProtobufKeyspaceFormat(), node.timers());
    return new TestServer(
        node,
        INTAKE,
        new FakeShards(),
        new Backing(shards, new EngineGroups(engine), new TopologyAddresses(engine), PATIENT));
  }

  private TestServer(LoneNode node, Intake intake, FakeShards shards, Backing backing)
      throws Exception {
    this(node, new ByteBudget(ANSWERS), intake, shards, backing);
  }

  private TestServer(
      LoneNode node, ByteBudget answers, Intake intake, FakeShards shards, Backing backing)
      throws Exception {
    this.shards = shards;
    this.watches = watches(node, backing.shards(), new Ends());
    Router router = Router.router(vertx);
    Limits limits = Limits.DEFAULT;
    Api.Services services = services(node, backing, watches);
    this.dialects = new Dialects(services);
    this.common = new Reception.Common(limits, observers(), intake, answers);
    door = new FrontDoor(new Api(services, limits, dialects.onMainPort()), common);
    router.route().handler(door);
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

  /** Shards in memory; a healthy node. */
  TestServer(LoneNode node) throws Exception {
    this(node, INTAKE, new FakeShards(), PATIENT);
  }

  private static Api.Services services(LoneNode node, Backing backing, WatchService watches) {
    Engine engine = node.engine();
    Shards shards = backing.shards();
    Timeouts timeouts = backing.timeouts();
    KeyValueService values = new KeyValueService(engine, shards, Limits.DEFAULT, timeouts);
    TransactionService transactions =
        new TransactionService(engine, shards, Limits.DEFAULT, timeouts);
    return new Api.Services(
        values,
        transactions,
        new BatchService(engine, values, transactions, timeouts),
        new ScanService(engine, shards, timeouts, new ScanLimits(8, 100 << 20, 10_000)),
        watches,
        PACE,
        new BucketService(engine, shards, timeouts),
        new ClusterService(
            new ClusterService.Identity(LoneNode.SELF, "test", "memory", "0"),
            engine,
            node.timers()),
        new MembershipService(engine, timeouts),
        new RepairService(engine, node.timers()),
        new GroupService(engine, shards, backing.replicas()),
        new BackupService(engine, shards, new ProtobufKeyspaceFormat(), "0", timeouts),
        new RestoreService(engine, shards, Limits.DEFAULT, timeouts),
        backing.addresses());
  }

  private static WatchService watches(LoneNode node, Shards shards, WatchObserver observer) {
    Engine engine = node.engine();
    return new WatchService(
        engine,
        new WatchService.Sources(
            new ShardChanges(shards, engine.groups()::follow, engine::agreedMillis),
            new ConvergentChanges(engine)),
        Limits.DEFAULT,
        WATCHERS,
        observer);
  }

  /** Group 11 has a leader, group 12 has none, group 13 is damaged here. */
  private static List<GroupStatus> groups() {
    return List.of(
        running(11, status(Role.LEADER, Optional.of(replica("node1")))),
        running(12, status(Role.CANDIDATE, Optional.empty())),
        new GroupStatus(
            new GroupId(13), GroupStatus.Condition.DAMAGED, Optional.empty(), "bit rot"));
  }

  private static GroupStatus running(int number, RaftStatus status) {
    return new GroupStatus(
        new GroupId(number), GroupStatus.Condition.RUNNING, Optional.of(status), "");
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

  /** Why watches ended, in that order. */
  Queue<WatchEnd> watchEnds() {
    return watchEnds;
  }

  WatchService watches() {
    return watches;
  }

  /** What a node tells of its groups is as of a moment ago. */
  void awaitLeader() {
    RawClient client = new RawClient(port);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!client.get("/status").json().path("is_leader").asBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no leader in time");
      }
    }
  }

  /** A dialect's own listener, and its port. */
  record Listening(DialectListener listener, int port) {}

  Listening listen(String dialect) throws Exception {
    DialectListener listener =
        dialects.listeners(vertx, common).stream()
            .filter(each -> each.name().equals(dialect))
            .findFirst()
            .orElseThrow();
    int chosen =
        listener
            .listen("127.0.0.1", 0, new DialectListener.Connections(2, 10, 2))
            .toCompletableFuture()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return new Listening(listener, chosen);
  }

  FakeShards shards() {
    return shards;
  }

  private RequestObservers observers() {
    return RecordedRequests.into(answered, ended);
  }

  /** Requests whose answers were sent. */
  Queue<RequestLog.Ended> ended() {
    return ended;
  }

  Queue<RequestObserver.Answered> answered() {
    return answered;
  }

  int port() {
    return port;
  }

  /** Lets nobody in any more. */
  void closeDoor() {
    var _ = door.close();
  }

  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
