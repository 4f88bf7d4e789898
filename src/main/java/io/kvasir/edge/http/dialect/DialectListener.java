package io.kvasir.edge.http.dialect;

import io.kvasir.edge.http.Dialect;
import io.kvasir.edge.http.Gate;
import io.kvasir.edge.http.Reception;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Listens for the clients of one other store, on several event loops that share one port. What is
 * under way when it closes is answered first.
 */
public final class DialectListener {
  /**
   * Vert.x has all servers share one port of the system's choice that ask for the same negative
   * one. Those next to 0 are asked for by Quarkus.
   */
  private static final int ANY_SHARED_PORT = -100;

  /** As on the main port: a key with every byte percent-encoded, and room for longer ones. */
  private static final int MAX_LINE_BYTES = 65_536;

  private static final int MAX_HEADER_BYTES = 20_480;

  private final Vertx vertx;
  private final String name;
  private final int number;
  private final Reception reception;
  private final AtomicInteger open = new AtomicInteger();
  private final Gate gate = new Gate();
  private volatile int port;
  private volatile String deployment = "";

  /**
   * @param number 0 and up; of no two listeners the same
   */
  DialectListener(Vertx vertx, Dialect dialect, int number, Reception.Common common) {
    this.vertx = vertx;
    this.name = dialect.name();
    this.number = number;
    this.reception = new Reception(dialect.name(), dialect.api(), dialect.tongue(), common);
  }

  /** Of the dialect. */
  public String name() {
    return name;
  }

  /**
   * How connections are bounded.
   *
   * @param number that may be open; those on top are closed
   * @param idleSeconds after which one is closed on which nothing is sent
   * @param loops event loops that share them, 1 and up
   */
  public record Connections(int number, int idleSeconds, int loops) {}

  /**
   * Begins to listen; fails when the port is taken.
   *
   * @param wanted 0 lets the system choose one
   * @return the port
   */
  public CompletionStage<Integer> listen(String host, int wanted, Connections connections) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(wanted == 0 ? ANY_SHARED_PORT - number : wanted)
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout(connections.idleSeconds());
    return vertx
        .deployVerticle(
            () -> new Loop(options, connections.number()),
            new DeploymentOptions().setInstances(connections.loops()))
        .map(
            id -> {
              deployment = id;
              return port;
            })
        .toCompletionStage();
  }

  /** The server on one event loop. */
  private final class Loop extends AbstractVerticle {
    private final HttpServerOptions options;
    private final int most;

    Loop(HttpServerOptions options, int most) {
      this.options = options;
      this.most = most;
    }

    @Override
    public void start(Promise<Void> started) {
      vertx
          .createHttpServer(options)
          .connectionHandler(connection -> count(connection, most))
          .requestHandler(DialectListener.this::handle)
          .listen()
          .onSuccess(server -> port = server.actualPort())
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }

  private void count(HttpConnection connection, int most) {
    connection.closeHandler(closed -> open.decrementAndGet());
    if (open.incrementAndGet() > most) {
      connection.close();
    }
  }

  private void handle(HttpServerRequest request) {
    boolean admitted = gate.enter();
    request.response().headersEndHandler(sent -> gate.announce(request));
    request.response().endHandler(end -> finish(request));
    if (admitted) {
      reception.handle(vertx, request);
    } else {
      reception.refuse(vertx, request, Gate.refusal());
    }
  }

  private void finish(HttpServerRequest request) {
    if (gate.isClosed()) {
      request.connection().close();
    }
    gate.leave();
  }

  /**
   * Lets no request in any more, has those under way answered, and ends.
   *
   * @param patienceMillis how long that may take
   */
  public CompletionStage<Void> close(long patienceMillis) {
    Promise<Void> drained = Promise.promise();
    gate.close().thenRun(drained::tryComplete);
    long timer = vertx.setTimer(patienceMillis, late -> drained.tryComplete());
    return drained
        .future()
        .onComplete(
            ended -> {
              boolean _ = vertx.cancelTimer(timer);
            })
        .compose(ended -> undeploy())
        .toCompletionStage();
  }

  private Future<Void> undeploy() {
    return deployment.isEmpty() ? Future.succeededFuture() : vertx.undeploy(deployment);
  }
}
