package io.kvasir.edge.http;

import io.kvasir.engine.port.Trace;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.RequestLog;
import io.kvasir.service.RequestObserver;
import io.kvasir.service.RequestObservers;
import io.kvasir.service.RequestTrace;
import io.kvasir.service.RequestTraces;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One request and its answer. */
final class Exchange {
  private static final Logger LOG = Logger.getLogger(Exchange.class);

  /** How long a client may take to notice that its body was refused before it is cut off. */
  private static final long LINGER_MILLIS = 2_000;

  /** A body that was not asked for is read to its end, if it is that short. */
  private static final long SHORT_BODY_BYTES = 65_536;

  private static final int NOT_MODIFIED = 304;
  private static final int FIRST_REFUSAL = 400;
  private static final int REQUEST_TIMEOUT = 408;
  private static final byte NEWLINE = '\n';

  private final Vertx vertx;
  private final Context context;
  private final HttpServerRequest request;
  private final String id;
  private final Surroundings surroundings;
  private final ByteBudget.Share share;
  private final ByteBudget.Share untaken;
  private final long startNanos = System.nanoTime();
  private final @Nullable RequestTrace trace;
  private String operation = "unknown";
  private Optional<String> bucket = Optional.empty();

  /**
   * What all requests of a listener have in common.
   *
   * @param protocol its name in metrics
   * @param observers learn of every request
   * @param budget what bodies of requests are held in
   * @param answers what answers are held in until they are taken
   */
  record Surroundings(
      String protocol,
      Tongue tongue,
      RequestObservers observers,
      ByteBudget budget,
      ByteBudget answers) {}

  Exchange(Vertx vertx, HttpServerRequest request, String id, Surroundings surroundings) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.request = request;
    this.id = id;
    this.surroundings = surroundings;
    this.share = surroundings.budget().share();
    this.untaken = surroundings.answers().share();
    RequestTraces traces = surroundings.observers().traces();
    this.trace =
        traces.isOn()
            ? traces.begin(surroundings.protocol(), RequestIds.traceparent(request.headers()))
            : null;
  }

  HttpServerRequest request() {
    return request;
  }

  /**
   * Says which call it is.
   *
   * @param of the bucket that it is about, if any
   */
  void is(Route route, @Nullable String of) {
    operation = route.operation();
    bucket = Optional.ofNullable(of);
  }

  /** Reads the body of a call that has one. */
  void receive(BodyReceiver.Limit limit, BodyReceiver.Sink sink) {
    new BodyReceiver(vertx, request, limit, share, sink).start();
  }

  /** What its work is done for from now on; null when it is not traced. */
  @Nullable Trace serve() {
    return trace == null ? null : trace.serve(operation);
  }

  /** Answers, from any thread. */
  void answer(Answer answer) {
    if (trace != null) {
      trace.served();
    }
    context.runOnContext(on -> write(answer));
  }

  /** Answers with what went wrong, from any thread; what nobody foresaw is logged. */
  void fail(Throwable failure) {
    if (failure instanceof Rejected rejected) {
      answer(Answer.refusal(rejected.problem()));
    } else {
      LOG.errorf(failure, "event=request_failed request_id=%s operation=%s", id, operation);
      answer(Answer.refusal(Problems.internal()));
    }
  }

  /** Whoever has the answer finds it counted already. */
  private void write(Answer answer) {
    share.giveBack();
    Answer said = said(answer);
    HttpServerResponse response = request.response();
    boolean streams = bare(said) instanceof Answer.Streamed;
    boolean listened = !response.ended() && !response.closed();
    Buffer body = streams || !listened ? Buffer.buffer() : bodyOf(said, response);
    if (!hold(body.length(), said.status())) {
      write(Answer.refusal(Problems.overloaded("Clients leave too many answers untaken.")));
      return;
    }
    surroundings
        .observers()
        .metrics()
        .onAnswered(
            new RequestObserver.Answered(
                surroundings.protocol(),
                operation,
                answer.type(),
                said.status(),
                System.nanoTime() - startNanos));
    if (listened) {
      response.setStatusCode(said.status());
      said.headers().forEach(response::putHeader);
      if (bare(said) instanceof Answer.Streamed streamed) {
        stream(response, streamed);
      } else {
        send(response, body);
      }
    } else {
      if (bare(said) instanceof Answer.Streamed streamed) {
        streamed.body().close();
      }
      ended(said.status());
    }
  }

  /** Nothing more is sent. */
  private void ended(int status) {
    if (trace != null) {
      trace.ended(status);
    }
    RequestLog log = surroundings.observers().log();
    if (log.isOn()) {
      log.onEnded(
          new RequestLog.Ended(
              surroundings.protocol(),
              id,
              request.remoteAddress().hostAddress(),
              operation,
              bucket,
              status,
              request.bytesRead(),
              request.response().bytesWritten(),
              System.nanoTime() - startNanos,
              Optional.ofNullable(trace).map(RequestTrace::id)));
    }
  }

  /** Whether the node can hold an answer until it is taken. What was done is said in any case. */
  private boolean hold(int bytes, int status) {
    if (request.method().equals(HttpMethod.GET) && status < FIRST_REFUSAL) {
      return untaken.grow(bytes);
    }
    untaken.take(bytes);
    return true;
  }

  private static Answer bare(Answer answer) {
    return answer instanceof Answer.Headed headed ? headed.answer() : answer;
  }

  private void stream(HttpServerResponse response, Answer.Streamed streamed) {
    response.putHeader("Content-Type", streamed.mediaType());
    response.putHeader("Cache-Control", "no-store");
    if (request.method().equals(HttpMethod.HEAD)) {
      streamed.body().close();
      response.end().onComplete(taken -> ended(streamed.status()));
    } else {
      Runnable over = () -> ended(streamed.status());
      new StreamedBody(vertx, context, response, streamed.body(), over).start();
    }
  }

  /** The answer as this listener says it. */
  private Answer said(Answer answer) {
    if (answer instanceof Answer.Refusal(Problem problem, var _)) {
      return surroundings.tongue().say(problem);
    }
    if (answer instanceof Answer.Headed(Answer.Refusal refusal, var headers)) {
      Answer said = said(refusal);
      for (Map.Entry<String, String> header : headers.entrySet()) {
        said = said.with(header.getKey(), header.getValue());
      }
      return said;
    }
    return answer;
  }

  private Buffer bodyOf(Answer answer, HttpServerResponse response) {
    return switch (answer) {
      case Answer.Headed headed -> bodyOf(headed.answer(), response);
      case Answer.Streamed streamed -> throw new IllegalArgumentException("a body still to come");
      case Answer.NotModified unchanged -> Buffer.buffer();
      case Answer.Empty empty -> Buffer.buffer();
      case Answer.Text text -> {
        response
            .putHeader("Content-Type", MediaTypes.PLAIN)
            .putHeader("X-Content-Type-Options", "nosniff");
        yield Buffer.buffer(text.text().toArray());
      }
      case Answer.Lines lines -> {
        response.putHeader("Content-Type", MediaTypes.LINES);
        Buffer buffer = Buffer.buffer();
        lines.lines().forEach(line -> buffer.appendBytes(Json.write(line)).appendByte(NEWLINE));
        yield buffer;
      }
      case Answer.Document document -> {
        response.putHeader("Content-Type", MediaTypes.JSON);
        yield Buffer.buffer(Json.write(document.body()));
      }
      case Answer.Raw raw -> {
        response
            .putHeader("Content-Type", raw.value().mediaType())
            .putHeader("Content-Security-Policy", "sandbox")
            .putHeader("X-Content-Type-Options", "nosniff");
        yield Buffer.buffer(raw.value().payload().toArray());
      }
      case Answer.Refusal refusal -> {
        response.putHeader("Content-Type", MediaTypes.PROBLEM);
        refusal.problem().headers().forEach(response::putHeader);
        yield Buffer.buffer(Json.write(refusal.problem().document(id)));
      }
    };
  }

  private void send(HttpServerResponse response, Buffer body) {
    boolean cut = !request.isEnded() && (isLate(response) || hasLongBody(request));
    if (cut && request.version() != HttpVersion.HTTP_2) {
      response.putHeader("Connection", "close");
    }
    int status = response.getStatusCode();
    end(response, body)
        .onComplete(
            taken -> {
              untaken.giveBack();
              ended(status);
            });
    if (cut) {
      linger();
    }
  }

  private Future<Void> end(HttpServerResponse response, Buffer body) {
    if (response.getStatusCode() == NOT_MODIFIED) {
      return response.end();
    }
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", Integer.toString(body.length()));
      return response.end();
    }
    return response.end(body);
  }

  /** Whether the rest of the body was waited for in vain. */
  private static boolean isLate(HttpServerResponse response) {
    return response.getStatusCode() == REQUEST_TIMEOUT;
  }

  /** Whether what is still to come of the body is too much to wait for. */
  private static boolean hasLongBody(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return request.headers().contains("Transfer-Encoding")
        || BodyReceiver.expectsContinue(request)
        || (length != null && (length.length() > 9 || Long.parseLong(length) > SHORT_BODY_BYTES));
  }

  /**
   * Ends a connection whose request was answered before it was here in full. Closing it at once
   * could make the client lose the answer (RFC 9112, section 9.6), so what still comes is thrown
   * away for a while.
   */
  private void linger() {
    if (request.version() == HttpVersion.HTTP_2) {
      vertx.setTimer(LINGER_MILLIS, late -> request.response().reset());
      return;
    }
    if (BodyReceiver.expectsContinue(request)) {
      request.connection().close();
      return;
    }
    long timer = vertx.setTimer(LINGER_MILLIS, late -> request.connection().close());
    request.handler(rest -> {});
    request.endHandler(
        end -> {
          vertx.cancelTimer(timer);
          request.connection().close();
        });
  }
}
