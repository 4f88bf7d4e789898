package io.kvasir.boot;

import io.kvasir.boot.MembershipProducer.WatchLoop;
import io.kvasir.edge.datagram.UdpSocket;
import io.kvasir.edge.eventbus.EventBusTransport;
import io.kvasir.edge.http.guard.GuardStatistics;
import io.kvasir.edge.telemetry.ClusterGauges;
import io.kvasir.edge.telemetry.GroupCounters;
import io.kvasir.edge.telemetry.GroupGauges;
import io.kvasir.edge.telemetry.RepairGauges;
import io.kvasir.edge.telemetry.TombstoneGauges;
import io.kvasir.edge.telemetry.WatchMetrics;
import io.kvasir.engine.Engine;
import io.kvasir.engine.Lookout;
import io.kvasir.engine.groups.Groups;
import io.kvasir.engine.port.Timers;
import io.kvasir.service.BucketService;
import io.kvasir.service.ClusterService;
import io.kvasir.service.RepairService;
import io.kvasir.service.WatchPace;
import io.kvasir.service.WatchService;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Starts and stops a node in order. By the time of the start the event bus listens; the store is
 * opened, the loops turn, the engine recovers and delivers, and only then are clients served.
 */
@Singleton
class NodeLifecycle {
  private static final Logger LOG = Logger.getLogger(NodeLifecycle.class);

  /** How often the metrics of groups and hints follow those that came and went. */
  private static final long METRICS_MILLIS = 5_000;

  private static final long FAREWELL_MILLIS = 500;

  /** After such a while a start has come to its end. */
  private static final long SETTLED_MILLIS = 3_000;

  /** Whether the others may know of this life of the node. */
  private volatile boolean started;

  private volatile boolean serving;

  void start(
      @Observes StartupEvent event,
      Loops loops,
      WatchLoop watching,
      Lookout lookout,
      UdpSocket socket,
      Engine engine,
      EventBusTransport transport,
      MeterRegistry registry,
      GuardStatistics guard,
      ClusterService cluster,
      BucketService buckets,
      RepairService repair,
      GroupCounters counters,
      WatchMetrics ofWatches,
      WatchService watches,
      WatchPace pace,
      Timers timers,
      TcpLifecycle tcp,
      DialectLifecycle dialects) {
    if (StopRequests.areHeard()) {
      LOG.info("event=start_given_up");
      return;
    }
    started = true;
    // Nothing here has a request scope, and carrying one along costs a tenth of a put.
    Infrastructure.clearInterceptors();
    loops.start();
    watching.loop().start();
    lookout.start();
    engine.start();
    ClusterGauges.register(registry, cluster, buckets);
    TransportMetrics.register(registry, transport.statistics());
    GuardMetrics.register(registry, guard);
    SwimMetrics.register(registry, lookout, socket.statistics());
    ofWatches.measure(watches::watchers, engine::watchedBuckets, pace.budget()::held);
    Groups groups = engine.groups();
    GroupGauges ofGroups = new GroupGauges(registry, groups::statuses, groups::status, counters);
    RepairGauges ofRepair = new RepairGauges(registry, repair::status);
    TombstoneGauges ofTombstones = new TombstoneGauges(registry, engine::burials);
    follow(List.of(ofGroups::follow, ofRepair::follow, ofTombstones::follow), timers);
    tcp.start();
    dialects.start();
    serving = true;
    StopRequests.startIsOver();
    timers.schedule(SETTLED_MILLIS, ProgramPages::giveBackAside);
  }

  private static void follow(List<Runnable> gauges, Timers timers) {
    gauges.forEach(Runnable::run);
    timers.schedule(METRICS_MILLIS, () -> follow(gauges, timers));
  }

  void stop(
      @Observes ShutdownEvent event,
      Lookout lookout,
      WatchLoop watching,
      UdpSocket socket,
      EventBusTransport transport,
      Loops loops,
      NodeStore store) {
    serving = false;
    if (started) {
      leave(lookout);
    }
    watching.loop().close();
    socket.close();
    transport.close();
    loops.close();
    store.closing().run();
  }

  /** Tells the others, so that none of them waits for this node. */
  private static void leave(Lookout lookout) {
    CountDownLatch said = new CountDownLatch(1);
    lookout.leave(said::countDown);
    long patience = StopRequests.areUrgent() ? 0 : FAREWELL_MILLIS;
    try {
      boolean _ = said.await(patience, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The beginning of the end: the node is not ready any more. */
  void serveNoMore() {
    serving = false;
  }

  /** Between the end of the start and the beginning of the stop. */
  boolean isServing() {
    return serving;
  }
}
