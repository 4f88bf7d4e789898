package io.kvasir.edge.http;

import io.kvasir.service.ByteBudget;
import io.kvasir.service.problem.ProblemType;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;

/**
 * Takes in one request's body, up to a limit, a share of the node's memory and a deadline. What
 * exceeds them is refused at once and never held. Used on the request's event loop only.
 */
final class BodyReceiver {
  /** Where the body goes, or why there is none: one of the two is called once, or none at all. */
  interface Sink {
    void onBody(Buffer body);

    void onProblem(Problem problem);
  }

  /**
   * The most a body may have.
   *
   * @param what the name of what is limited
   * @param timeoutMillis how long it may take to arrive
   */
  record Limit(String what, int bytes, long timeoutMillis) {
    Problem exceeded() {
      return Problems.tooLarge(what, bytes, "bytes");
    }
  }

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Limit limit;
  private final ByteBudget.Share share;
  private final Sink sink;
  private final Buffer received = Buffer.buffer();
  private long timer = -1;
  private boolean done;

  /**
   * @param share what the body is held in; given back by who answers the request, or here when the
   *     client goes away
   */
  BodyReceiver(
      Vertx vertx, HttpServerRequest request, Limit limit, ByteBudget.Share share, Sink sink) {
    this.vertx = vertx;
    this.request = request;
    this.limit = limit;
    this.share = share;
    this.sink = sink;
  }

  void start() {
    if (declaredBytes() > limit.bytes()) {
      refuse(limit.exceeded());
      return;
    }
    request.handler(this::add).endHandler(end -> complete()).exceptionHandler(gone -> abandon());
    timer = vertx.setTimer(limit.timeoutMillis(), id -> refuse(tooSlow()));
    if (expectsContinue(request)) {
      request.response().writeContinue();
    }
  }

  static boolean expectsContinue(HttpServerRequest request) {
    return "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
  }

  private long declaredBytes() {
    String length = request.getHeader("Content-Length");
    return length != null && LENGTH.matcher(length).matches() ? Long.parseLong(length) : 0;
  }

  private void add(Buffer chunk) {
    if (done) {
      return;
    }
    if (received.length() + (long) chunk.length() > limit.bytes()) {
      refuse(limit.exceeded());
    } else if (!share.grow(chunk.length())) {
      refuse(Problems.overloaded("The node holds too many bodies."));
    } else {
      received.appendBuffer(chunk);
    }
  }

  private void complete() {
    if (end()) {
      sink.onBody(received);
    }
  }

  private void refuse(Problem problem) {
    if (end()) {
      sink.onProblem(problem);
    }
  }

  private void abandon() {
    if (end()) {
      share.giveBack();
    }
  }

  /** Whether this was the first end. */
  private boolean end() {
    boolean first = !done;
    done = true;
    vertx.cancelTimer(timer);
    return first;
  }

  private Problem tooSlow() {
    return Problem.of(
            ProblemType.REQUEST_TIMEOUT,
            "The body did not arrive within " + limit.timeoutMillis() + " milliseconds.")
        .withRetryable(true);
  }
}
