package io.kvasir.edge.tcp;

import io.kvasir.service.RecordedRequests;
import io.kvasir.service.RequestLog;
import io.kvasir.service.RequestObserver;
import io.kvasir.service.RequestObservers;
import io.vertx.core.Vertx;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A listener on a port of its own, with what its requests are answered by. */
final class Harness implements AutoCloseable {
  static final TcpSettings SETTINGS =
      new TcpSettings(1 << 20, 8, 1 << 20, 100, 4, 64 << 20, 10_000, 60_000, 5_000);

  private static final long PATIENCE_SECONDS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final Queue<RequestObserver.Answered> answered = new ConcurrentLinkedQueue<>();
  private final Queue<RequestLog.Ended> ended = new ConcurrentLinkedQueue<>();
  private final TcpListener listener;
  private final int port;

  Harness(TcpSettings settings, Desk desk) {
    listener = new TcpListener(vertx, settings, desk, observers());
    port = listen();
  }

  Harness(TcpSettings settings, TcpServices services) {
    listener = new TcpListener(vertx, settings, services, observers());
    port = listen();
  }

  private int listen() {
    return listener
        .listen("127.0.0.1", 0, 2)
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  int port() {
    return port;
  }

  TcpListener listener() {
    return listener;
  }

  TcpStatistics statistics() {
    return listener.statistics();
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

  /** A connection that sends what it is told. */
  RawSocket connect() {
    return new RawSocket(port);
  }

  @Override
  public void close() {
    vertx
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
