package io.kvasir.boot;

import io.kvasir.edge.eventbus.ClusterTable;
import io.kvasir.edge.eventbus.EventBusTransport;
import io.kvasir.edge.eventbus.TransportConfig;
import io.kvasir.edge.tracing.Tracing;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** Connects the engine to its peers over the event bus. */
@Singleton
final class TransportProducer {
  @Produces
  @Singleton
  EventBusTransport transport(
      Vertx vertx,
      ClusterTable table,
      ClusterConfig cluster,
      ClusterId clusterId,
      Tracing tracing) {
    long session = TransportConfig.session(System.currentTimeMillis(), new SecureRandom());
    TransportConfig config = TransportConfig.of(cluster.name(), clusterId::get, session);
    return new EventBusTransport(vertx, table, config, tracing.messages());
  }
}
