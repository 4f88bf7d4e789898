package io.kvasir.boot;

import io.kvasir.core.consensus.HandOver;
import io.kvasir.edge.http.FrontDoor;
import io.kvasir.engine.Engine;
import io.kvasir.service.WatchService;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * What comes before a node closes anything: clients are let in no more, those under way are
 * answered, watches end with reason and cursor, and what the node leads goes over to others, whom
 * it answers meanwhile as ever. This has to be while connections are there: closing these is the
 * first thing that Quarkus does in its shutdown.
 */
@Singleton
final class Drain {
  private static final Logger LOG = Logger.getLogger(Drain.class);

  /** Longer than an election takes, after which a leader gives up a transfer. */
  private static final long HEIR_MILLIS = 1_500;

  private static final long STEP_NANOS = 5_000_000;

  private final ShutdownConfig shutdown;
  private final HttpConfig http;
  private final NodeLifecycle node;
  private final Engine engine;
  private final WatchService watches;
  private final FrontDoor frontDoor;
  private final TcpLifecycle tcp;
  private final DialectLifecycle dialects;

  Drain(
      ShutdownConfig shutdown,
      HttpConfig http,
      NodeLifecycle node,
      Engine engine,
      WatchService watches,
      FrontDoor frontDoor,
      TcpLifecycle tcp,
      DialectLifecycle dialects) {
    this.shutdown = shutdown;
    this.http = http;
    this.node = node;
    this.engine = engine;
    this.watches = watches;
    this.frontDoor = frontDoor;
    this.tcp = tcp;
    this.dialects = dialects;
  }

  void run(@Observes ShutdownDelayInitiatedEvent event) {
    if (!node.isServing()) {
      return;
    }
    long began = System.nanoTime();
    node.serveNoMore();
    watches.drain();
    CompletableFuture<Void> clients = CompletableFuture.allOf(http(), tcp(), dialects());
    HandOver handOver = new HandOver(HEIR_MILLIS);
    engine.groups().handOver(handOver);
    long deadline = began + StopRequests.leftNanos(shutdown.grace()) / 2;
    while (!(clients.isDone() && handOver.isOver())
        && System.nanoTime() < deadline
        && !StopRequests.areUrgent()) {
      LockSupport.parkNanos(STEP_NANOS);
      engine.groups().handOver(handOver);
    }
    LOG.infof(
        "event=drained millis=%d clients_done=%s groups_given=%s groups_kept=%d",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
        clients.isDone(),
        handOver.given(),
        handOver.kept());
  }

  private CompletableFuture<Void> http() {
    return frontDoor
        .close()
        .toCompletableFuture()
        .completeOnTimeout(null, http.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<Void> tcp() {
    return tcp.close().toCompletableFuture();
  }

  private CompletableFuture<Void> dialects() {
    return dialects.close().toCompletableFuture();
  }
}
