package io.kvasir.edge.tcp;

import io.kvasir.service.ByteBudget;
import io.kvasir.service.RequestObservers;
import io.kvasir.service.problem.Diagnoses;
import io.kvasir.service.problem.Diagnosis;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Listens for clients, dealt out to several event loops that share one port. Ends every connection
 * it has before it ends itself.
 */
public final class TcpListener {
  /** Vert.x' way to say "one port of the system's choice for all". */
  private static final int ANY_SHARED_PORT = -1;

  private final Connection.Shared shared;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Promise<Void> allEnded = Promise.promise();
  private volatile boolean stopping;
  private volatile int port;
  private volatile String deployment = "";

  public TcpListener(
      Vertx vertx, TcpSettings settings, TcpServices services, RequestObservers observers) {
    this(vertx, settings, new Api(services, settings), observers);
  }

  TcpListener(Vertx vertx, TcpSettings settings, Desk desk, RequestObservers observers) {
    this.shared =
        new Connection.Shared(
            vertx,
            settings,
            desk,
            new ByteBudget(settings.memoryBytes()),
            observers,
            new TcpStatistics());
  }

  public TcpStatistics statistics() {
    return shared.statistics();
  }

  /** The port that it listens on, once it does. */
  public int port() {
    return port;
  }

  /**
   * Begins to listen; fails when the port is taken.
   *
   * @param wanted 0 lets the system choose one
   * @param loops event loops that share the work, 1 and up
   */
  public CompletionStage<Integer> listen(String host, int wanted, int loops) {
    NetServerOptions options =
        new NetServerOptions()
            .setHost(host)
            .setPort(wanted == 0 ? ANY_SHARED_PORT : wanted)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    return shared
        .vertx()
        .deployVerticle(
            () -> new Loop(options), new DeploymentOptions().setInstances(Math.max(1, loops)))
        .map(
            id -> {
              deployment = id;
              return port;
            })
        .toCompletionStage();
  }

  /** The server on one event loop. */
  private final class Loop extends AbstractVerticle {
    private final NetServerOptions options;

    Loop(NetServerOptions options) {
      this.options = options;
    }

    @Override
    public void start(Promise<Void> started) {
      vertx
          .createNetServer(options)
          .connectHandler(TcpListener.this::accept)
          .listen()
          .onSuccess(server -> port = server.actualPort())
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }

  private void accept(NetSocket socket) {
    boolean admitted = shared.statistics().onOpen(shared.settings().connections());
    if (stopping || !admitted) {
      shared.statistics().onEnd(stopping ? TcpStatistics.End.STOPPED : TcpStatistics.End.REFUSED);
      Buffer why = Connection.farewell(refusal());
      socket.end(why);
      return;
    }
    Connection connection = new Connection(shared, socket, this::forget);
    connections.add(connection);
    connection.open();
    if (stopping) {
      connection.stop();
    }
  }

  private Diagnosis refusal() {
    return stopping
        ? Diagnoses.stopping()
        : Diagnoses.overloaded("The node has too many connections.");
  }

  private void forget(Connection connection) {
    connections.remove(connection);
    if (stopping && connections.isEmpty()) {
      allEnded.tryComplete();
    }
  }

  /**
   * Lets no request in any more, has those under way answered, for as long as that may take, and
   * ends. Completes when nothing is left.
   */
  public CompletionStage<Void> close() {
    stopping = true;
    connections.forEach(Connection::stop);
    if (connections.isEmpty()) {
      allEnded.tryComplete();
    }
    long timer =
        shared
            .vertx()
            .setTimer(
                shared.settings().drainMillis(),
                late -> {
                  connections.forEach(Connection::cut);
                  allEnded.tryComplete();
                });
    return allEnded
        .future()
        .onComplete(
            ended -> {
              boolean _ = shared.vertx().cancelTimer(timer);
            })
        .compose(ended -> undeploy())
        .toCompletionStage();
  }

  private Future<Void> undeploy() {
    return deployment.isEmpty() ? Future.succeededFuture() : shared.vertx().undeploy(deployment);
  }
}
