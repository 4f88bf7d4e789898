package io.kvasir.edge.eventbus;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.kvasir.contract.TransportContract;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.eventbus.TransportConfig.Bounds;
import io.kvasir.edge.eventbus.TransportConfig.Pace;
import io.kvasir.engine.port.Transport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Clustered Vert.x instances of one process on loopback sockets, each a node. A node keeps its port
 * when it starts again.
 */
final class LoopbackNetwork implements TransportContract.Network {
  /** Short enough for tests, long enough for a busy machine. */
  static final Pace PACE = new Pace(5, 50, 100, 1000, 10_000, 10_000);

  static final String CLUSTER = "test";
  static final long CLUSTER_ID = 7;
  private static final int DEADLINE_SECONDS = 20;

  /** One life of a node. */
  record Node(
      ClusterTable table, Vertx vertx, EventBusTransport transport, TransportConfig config) {}

  private final Map<NodeId, Node> nodes = new TreeMap<>();
  private final Map<String, BusEndpoint> endpoints = new TreeMap<>();
  private long sessions;

  @Override
  public Transport start(NodeId id, Transport.Receiver receiver) {
    return start(id, config(CLUSTER, CLUSTER_ID, Bounds.DEFAULT), receiver);
  }

  EventBusTransport start(NodeId id, TransportConfig config, Transport.Receiver receiver) {
    ClusterTable table = table(id);
    Vertx vertx = vertx(table);
    EventBusTransport transport = new EventBusTransport(vertx, table, config);
    nodes.put(id, new Node(table, vertx, transport, config));
    introduce(id.value(), table.selfEndpoint());
    transport.listen(receiver);
    return transport;
  }

  /** A node of which the test plays the transport. */
  Node startBare(NodeId id) {
    ClusterTable table = table(id);
    Vertx vertx = vertx(table);
    TransportConfig config = config(CLUSTER, CLUSTER_ID);
    Node node = new Node(table, vertx, new EventBusTransport(vertx, table, config), config);
    nodes.put(id, node);
    introduce(id.value(), table.selfEndpoint());
    return node;
  }

  ClusterTable tableOf(NodeId id) {
    return node(id).table();
  }

  /** What the node was told in its present life. */
  TransportConfig configOf(NodeId id) {
    return node(id).config();
  }

  private Node node(NodeId id) {
    Node node = nodes.get(id);
    if (node == null) {
      throw new AssertionError("not started: " + id);
    }
    return node;
  }

  TransportConfig config(String cluster, long clusterId) {
    return config(cluster, clusterId, Bounds.DEFAULT);
  }

  TransportConfig config(String cluster, long clusterId, Bounds bounds) {
    return config(cluster, clusterId, bounds, PACE);
  }

  /** Of a life of its own. */
  TransportConfig config(String cluster, long clusterId, Bounds bounds, Pace pace) {
    return new TransportConfig(cluster, () -> clusterId, ++sessions, bounds, pace);
  }

  private ClusterTable table(NodeId id) {
    Map<String, BusEndpoint> known = new TreeMap<>(endpoints);
    known.putIfAbsent(id.value(), new BusEndpoint("127.0.0.1", 0));
    return new ClusterTable(id.value(), known);
  }

  private static Vertx vertx(ClusterTable table) {
    EventBusOptions bus = new EventBusOptions();
    bus.setHost("127.0.0.1").setPort(table.selfEndpoint().port()).setConnectTimeout(2000);
    return done(
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(2).setEventBusOptions(bus))
            .withClusterManager(new TableClusterManager(table))
            .buildClustered());
  }

  private void introduce(String id, BusEndpoint endpoint) {
    endpoints.put(id, endpoint);
    nodes.values().forEach(node -> node.table().put(id, endpoint));
  }

  @Override
  public void stop(NodeId id) {
    Node node = nodes.remove(id);
    if (node != null) {
      node.transport().close();
      done(node.vertx().close());
    }
  }

  @Override
  public void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + SECONDS.toNanos(DEADLINE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + DEADLINE_SECONDS + " s: " + what);
      }
      LockSupport.parkNanos(MILLISECONDS.toNanos(1));
    }
  }

  @Override
  public void close() {
    nodes.keySet().stream().toList().forEach(this::stop);
  }

  static <T> T done(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(DEADLINE_SECONDS, SECONDS)
        .join();
  }
}
