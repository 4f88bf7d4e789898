package io.kvasir.boot;

import io.kvasir.edge.http.Reception;
import io.kvasir.edge.http.dialect.DialectListener;
import io.kvasir.edge.http.dialect.Dialects;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Opens the listeners of the dialects when a node serves, and closes them before it stops to. */
@Singleton
class DialectLifecycle {
  private static final Logger LOG = Logger.getLogger(DialectLifecycle.class);

  private static final long LISTEN_MILLIS = 10_000;

  private final DialectConfig config;
  private final String host;
  private final DialectListener.Connections connections;
  private final Dialects dialects;
  private final Reception.Common common;
  private final Vertx vertx;
  private final List<DialectListener> listeners = new ArrayList<>();

  DialectLifecycle(
      DialectConfig config,
      HttpConfig http,
      Dialects dialects,
      Reception.Common common,
      Vertx vertx) {
    this.config = config;
    this.host = config.host().orElseGet(http::host);
    this.connections =
        new DialectListener.Connections(
            http.maxConnections(),
            Math.toIntExact(http.idleTimeout().toSeconds()),
            Runtime.getRuntime().availableProcessors());
    this.dialects = dialects;
    this.common = common;
    this.vertx = vertx;
  }

  void start() {
    Map<String, OptionalInt> ports = ports();
    for (DialectListener listener : dialects.listeners(vertx, common)) {
      OptionalInt wanted = ports.getOrDefault(listener.name(), OptionalInt.empty());
      if (wanted.isPresent()) {
        start(listener, wanted.getAsInt());
      }
    }
  }

  private Map<String, OptionalInt> ports() {
    Map<String, OptionalInt> ports = new TreeMap<>();
    ports.put("commute", config.commutePort());
    ports.put("vaultdb", config.vaultdbPort());
    ports.put("conuredb", config.conuredbPort());
    ports.put("orchiddb", config.orchiddbPort());
    return ports;
  }

  private void start(DialectListener listener, int wanted) {
    listeners.add(listener);
    String where = "kvasir.dialect.%s on %s:%d".formatted(listener.name(), host, wanted);
    int port = listening(listener.listen(host, wanted, connections), where);
    LOG.infof("event=dialect_listening dialect=%s host=%s port=%d", listener.name(), host, port);
  }

  private static int listening(CompletionStage<Integer> listening, String where) {
    try {
      return listening.toCompletableFuture().get(LISTEN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException refused) {
      throw new IllegalStateException(
          "cannot listen for clients of " + where + ": " + refused.getMessage());
    } catch (TimeoutException late) {
      throw new IllegalStateException("cannot listen in time for clients of " + where, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before it listened for " + where, interrupted);
    }
  }

  /** Lets no request in any more; completes when those under way are answered, or out of time. */
  CompletionStage<Void> close() {
    long patience = config.drainTimeout().toMillis();
    return CompletableFuture.allOf(
        listeners.stream()
            .map(listener -> listener.close(patience).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }
}
