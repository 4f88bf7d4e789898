package io.kvasir.boot;

import io.kvasir.edge.eventbus.EventBusTransport;
import io.kvasir.edge.telemetry.ClusterGauges;
import io.kvasir.engine.Engine;
import io.kvasir.service.BucketService;
import io.kvasir.service.ClusterService;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Starts and stops a node in order. By the time of the start the event bus listens; the store is
 * opened, the loops turn, the engine recovers and delivers, and only then is HTTP served.
 */
@Singleton
class NodeLifecycle {
  private volatile boolean serving;

  void start(
      @Observes StartupEvent event,
      Loops loops,
      Engine engine,
      EventBusTransport transport,
      MeterRegistry registry,
      ClusterService cluster,
      BucketService buckets) {
    loops.start();
    engine.start();
    ClusterGauges.register(registry, cluster, buckets);
    TransportMetrics.register(registry, transport.statistics());
    serving = true;
  }

  void stop(
      @Observes ShutdownEvent event, EventBusTransport transport, Loops loops, NodeStore store) {
    serving = false;
    transport.close();
    loops.close();
    store.closing().run();
  }

  /** Between the end of the start and the beginning of the stop. */
  boolean isServing() {
    return serving;
  }
}
