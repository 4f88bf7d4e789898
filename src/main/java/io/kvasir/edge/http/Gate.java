package io.kvasir.edge.http;

import io.kvasir.service.problem.ProblemType;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests of one listener that are under way, and tells when the last one ended. */
public final class Gate {
  private final AtomicInteger underWay = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean closed;

  /**
   * A request came. It counts until {@link #leave}, whether it is let in or refused.
   *
   * @return whether it is let in
   */
  public boolean enter() {
    underWay.incrementAndGet();
    return !closed;
  }

  /**
   * For the answer that is about to be sent: once nobody is let in, none follows on its connection,
   * and a client that sent another request there would not know what became of it. Over HTTP/2
   * other answers may be on their way.
   */
  public void announce(HttpServerRequest request) {
    if (closed && request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader("Connection", "close");
    }
  }

  /** A request ended, or its connection did. */
  public void leave() {
    if (underWay.decrementAndGet() == 0 && closed) {
      drained.complete(null);
    }
  }

  /** Lets nobody in any more; completes when nothing is under way. */
  public CompletionStage<Void> close() {
    closed = true;
    if (underWay.get() == 0) {
      drained.complete(null);
    }
    return drained.minimalCompletionStage();
  }

  /** Whether nobody is let in any more. */
  public boolean isClosed() {
    return closed;
  }

  /** What those are told that come late. */
  public static Problem refusal() {
    return Problem.of(ProblemType.STOPPING, "The node is about to stop; ask another.");
  }
}
