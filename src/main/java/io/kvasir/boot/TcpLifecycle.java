package io.kvasir.boot;

import io.kvasir.edge.tcp.TcpListener;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Opens the client protocol when a node serves, and closes it before the node stops to. */
@Singleton
class TcpLifecycle {
  private static final Logger LOG = Logger.getLogger(TcpLifecycle.class);

  private static final long LISTEN_MILLIS = 10_000;

  private final TcpConfig config;
  private final TcpListener listener;
  private final MeterRegistry registry;

  TcpLifecycle(TcpConfig config, TcpListener listener, MeterRegistry registry) {
    this.config = config;
    this.listener = listener;
    this.registry = registry;
  }

  void start() {
    if (!config.enabled()) {
      return;
    }
    int loops = Runtime.getRuntime().availableProcessors();
    int port = listen(listener.listen(config.host(), config.port(), loops));
    TcpMetrics.register(registry, listener.statistics());
    LOG.infof("event=tcp_listening host=%s port=%d", config.host(), port);
  }

  private int listen(CompletionStage<Integer> listening) {
    String where = config.host() + ":" + config.port();
    try {
      return listening.toCompletableFuture().get(LISTEN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException refused) {
      throw new IllegalStateException(
          "cannot listen for clients of kvasir.tcp on " + where + ": " + refused.getMessage());
    } catch (TimeoutException late) {
      throw new IllegalStateException("cannot listen in time on " + where, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before it listened on " + where, interrupted);
    }
  }

  /** Lets no request in any more; completes when those under way are answered, or out of time. */
  CompletionStage<Void> close() {
    return config.enabled() ? listener.close() : CompletableFuture.completedStage(null);
  }
}
