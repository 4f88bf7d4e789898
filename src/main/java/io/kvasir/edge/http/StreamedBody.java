package io.kvasir.edge.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Sends what a {@link BodySource} makes. The next piece is asked for when the connection has taken
 * the one before; a client that takes nothing is told so and cut off. On the exchange's context.
 */
final class StreamedBody {
  private static final Logger LOG = Logger.getLogger(StreamedBody.class);

  /** How long a client that was cut off may take to read so. */
  private static final long LINGER_MILLIS = 5_000;

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Context context;
  private final HttpServerResponse response;
  private final BodySource source;
  private final Runnable over;
  private long timer = NO_TIMER;
  private boolean isOver;

  /**
   * @param over called once, when nothing more is sent
   */
  StreamedBody(
      Vertx vertx, Context context, HttpServerResponse response, BodySource source, Runnable over) {
    this.vertx = vertx;
    this.context = context;
    this.response = response;
    this.source = source;
    this.over = over;
  }

  void start() {
    response.setChunked(true);
    response.closeHandler(closed -> finish());
    response.exceptionHandler(broken -> finish());
    response.drainHandler(drained -> goOn());
    pull();
  }

  private void pull() {
    source
        .next()
        .subscribe()
        .with(
            piece -> context.runOnContext(on -> send(piece)),
            defect -> context.runOnContext(on -> abort(defect)));
  }

  private void send(Optional<Buffer> piece) {
    if (isOver) {
      return;
    }
    if (piece.isEmpty()) {
      finish();
      response.end();
      return;
    }
    response.write(piece.get());
    if (response.writeQueueFull()) {
      timer = vertx.setTimer(source.patienceMillis(), late -> cutOff());
    } else {
      pull();
    }
  }

  private void goOn() {
    if (!isOver && timer != NO_TIMER) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
      pull();
    }
  }

  private void cutOff() {
    Buffer last = source.cutOff();
    finish();
    response.end(last);
    vertx.setTimer(LINGER_MILLIS, late -> response.reset());
  }

  private void abort(Throwable defect) {
    LOG.errorf(defect, "event=stream_failed");
    finish();
    response.reset();
  }

  private void finish() {
    if (!isOver) {
      isOver = true;
      vertx.cancelTimer(timer);
      source.close();
      over.run();
    }
  }
}
