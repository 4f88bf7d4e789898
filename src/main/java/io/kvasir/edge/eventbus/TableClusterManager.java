package io.kvasir.edge.eventbus;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.NodeSelector;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.transport.Transport;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x cluster manager that knows the nodes of a {@link ClusterTable} and nothing else.
 *
 * <p>Joining and leaving are decided elsewhere: the table is fed by the node's membership. Maps,
 * locks, counters and subscriptions of the SPI need a data grid and are unsupported; {@link
 * AddressedNodeSelector}, installed with this manager, routes without them.
 */
public final class TableClusterManager implements ClusterManager {
  private final ClusterTable table;
  private final UnaryOperator<Transport> transport;
  private final Function<String, Optional<String>> addresses;
  private volatile @Nullable NodeInfo self;
  private volatile @Nullable Vertx vertx;
  private volatile boolean active;

  public TableClusterManager(ClusterTable table) {
    this(table, UnaryOperator.identity(), Optional::of);
  }

  /**
   * @param transport makes of Vert.x' transport the one that is used
   * @param addresses of hosts, as far as they are known now: connections are made by event loops,
   *     which must not wait for a name service
   */
  public TableClusterManager(
      ClusterTable table,
      UnaryOperator<Transport> transport,
      Function<String, Optional<String>> addresses) {
    this.table = table;
    this.transport = transport;
    this.addresses = addresses;
  }

  @Override
  public void init(VertxBuilder builder) {
    builder.clusterManager(this);
    builder.clusterNodeSelector(new AddressedNodeSelector(table));
    builder.findTransport(transport.apply(builder.findTransport()));
  }

  @Override
  public void init(Vertx vertx, NodeSelector nodeSelector) {
    this.vertx = vertx;
  }

  @Override
  public String getNodeId() {
    return table.self();
  }

  @Override
  public List<String> getNodes() {
    return table.nodeIds();
  }

  /** Not told of changes: only Vert.x' high availability listens, and it is off. */
  @Override
  public void nodeListener(NodeListener listener) {}

  /** The bus listens: its port is known now, also when the system chose it. */
  @Override
  public void setNodeInfo(NodeInfo nodeInfo, Promise<Void> promise) {
    self = nodeInfo;
    table.put(table.self(), new BusEndpoint(nodeInfo.host(), nodeInfo.port()));
    promise.complete();
  }

  @Override
  public @Nullable NodeInfo getNodeInfo() {
    return self;
  }

  @Override
  public void getNodeInfo(String nodeId, Promise<NodeInfo> promise) {
    table
        .endpoint(nodeId)
        .ifPresentOrElse(
            endpoint -> locate(endpoint, promise),
            () -> promise.fail(new UnknownNodeException(nodeId)));
  }

  private void locate(BusEndpoint endpoint, Promise<NodeInfo> promise) {
    addresses
        .apply(endpoint.host())
        .ifPresentOrElse(
            address -> promise.complete(new NodeInfo(address, endpoint.port(), null)),
            () -> failLater(promise, new UnknownHostException(endpoint.host())));
  }

  /** Vert.x loses messages, and the futures of their writers, when this fails at once. */
  private void failLater(Promise<NodeInfo> promise, Exception cause) {
    Objects.requireNonNull(vertx).runOnContext(later -> promise.fail(cause));
  }

  @Override
  public void join(Promise<Void> promise) {
    active = true;
    promise.complete();
  }

  @Override
  public void leave(Promise<Void> promise) {
    active = false;
    promise.complete();
  }

  @Override
  public boolean isActive() {
    return active;
  }

  @Override
  public void addRegistration(String address, RegistrationInfo info, Promise<Void> promise) {
    promise.complete();
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo info, Promise<Void> promise) {
    promise.complete();
  }

  @Override
  public void getRegistrations(String address, Promise<List<RegistrationInfo>> promise) {
    promise.fail(unsupported("subscriptions"));
  }

  @Override
  public <K, V> void getAsyncMap(String name, Promise<AsyncMap<K, V>> promise) {
    promise.fail(unsupported("maps"));
  }

  @Override
  public <K, V> Map<K, V> getSyncMap(String name) {
    throw unsupported("maps");
  }

  @Override
  public void getLockWithTimeout(String name, long timeout, Promise<Lock> promise) {
    promise.fail(unsupported("locks"));
  }

  @Override
  public void getCounter(String name, Promise<Counter> promise) {
    promise.fail(unsupported("counters"));
  }

  private static UnsupportedOperationException unsupported(String what) {
    return new UnsupportedOperationException("the cluster has no shared " + what);
  }
}
