package io.kvasir.edge.eventbus;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeSelector;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.List;

/**
 * Routes a message to the node its address names; an address that names none stays in this process.
 *
 * <p>A message to a node outside the table fails at once.
 */
final class AddressedNodeSelector implements NodeSelector {
  private final ClusterTable table;

  AddressedNodeSelector(ClusterTable table) {
    this.table = table;
  }

  @Override
  public void init(Vertx vertx, ClusterManager clusterManager) {}

  @Override
  public void eventBusStarted() {}

  @Override
  public void selectForSend(Message<?> message, Promise<String> promise) {
    String node = NodeAddress.nodeOf(message.address());
    if (node == null) {
      promise.tryComplete(table.self());
    } else if (table.endpoint(node).isPresent()) {
      promise.tryComplete(node);
    } else {
      promise.tryFail(new UnknownNodeException(node));
    }
  }

  @Override
  public void selectForPublish(Message<?> message, Promise<Iterable<String>> promise) {
    Promise<String> one = Promise.promise();
    selectForSend(message, one);
    one.future().<Iterable<String>>map(List::of).onComplete(promise);
  }

  @Override
  public void registrationsUpdated(RegistrationUpdateEvent event) {}

  @Override
  public void registrationsLost() {}

  @Override
  public boolean wantsUpdatesFor(String address) {
    return false;
  }
}
