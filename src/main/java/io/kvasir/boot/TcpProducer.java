package io.kvasir.boot;

import io.kvasir.core.bucket.Limits;
import io.kvasir.edge.tcp.TcpListener;
import io.kvasir.edge.tcp.TcpServices;
import io.kvasir.edge.tcp.TcpSettings;
import io.kvasir.service.BatchService;
import io.kvasir.service.BucketService;
import io.kvasir.service.ClusterService;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.RequestObservers;
import io.kvasir.service.ScanService;
import io.kvasir.service.TransactionService;
import io.kvasir.service.WatchPace;
import io.kvasir.service.WatchService;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The client protocol over the services. */
@Singleton
final class TcpProducer {
  @Produces
  @Singleton
  TcpServices services(
      KeyValueService values,
      TransactionService transactions,
      BatchService batches,
      ScanService scans,
      WatchService watches,
      WatchPace pace,
      BucketService buckets,
      ClusterService cluster,
      Limits limits) {
    return new TcpServices(
        values, transactions, batches, scans, watches, pace, buckets, cluster.identity(), limits);
  }

  @Produces
  @Singleton
  TcpListener listener(
      Vertx vertx, TcpConfig config, TcpServices services, RequestObservers observers) {
    return new TcpListener(vertx, settings(config), services, observers);
  }

  private static TcpSettings settings(TcpConfig config) {
    return new TcpSettings(
        Math.toIntExact(config.frame().asLongValue()),
        config.requestsInFlight(),
        Math.toIntExact(config.bytesInFlight().asLongValue()),
        config.connections(),
        config.watches(),
        config.memory().map(MemorySize::asLongValue).orElseGet(HeapShare::sixteenth),
        config.frameTimeout().toMillis(),
        config.idleTimeout().toMillis(),
        config.drainTimeout().toMillis());
  }
}
