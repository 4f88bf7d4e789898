package io.kvasir.edge.tracing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** A collector that takes OTLP over HTTP, as protobuf. */
final class HttpCollector implements SpanExporter.Collector {
  private static final Logger LOG = Logger.getLogger("io.kvasir.traces");
  private static final int PLAIN_PORT = 80;
  private static final int FIRST_GOOD = 200;
  private static final int FIRST_BAD = 300;

  private final HttpClient client;
  private final URI endpoint;
  private final long timeoutMillis;
  private boolean works = true;

  HttpCollector(Vertx vertx, URI endpoint, long timeoutMillis) {
    int connect = Math.toIntExact(Math.min(timeoutMillis, Integer.MAX_VALUE));
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setMaxPoolSize(1).setConnectTimeout(connect));
    this.endpoint = endpoint;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public boolean take(byte[] spans) throws InterruptedException {
    try {
      int status =
          send(spans)
              .toCompletionStage()
              .toCompletableFuture()
              .get(timeoutMillis, TimeUnit.MILLISECONDS);
      note(status >= FIRST_GOOD && status < FIRST_BAD, "status " + status);
    } catch (ExecutionException failed) {
      note(false, String.valueOf(failed.getCause()));
    } catch (TimeoutException late) {
      note(false, "no answer in " + timeoutMillis + " ms");
    }
    return works;
  }

  private Future<Integer> send(byte[] spans) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(endpoint.getHost())
            .setPort(endpoint.getPort() < 0 ? PLAIN_PORT : endpoint.getPort())
            .setURI(endpoint.getRawPath())
            .setTimeout(timeoutMillis)
            .putHeader("Content-Type", "application/x-protobuf");
    return client
        .request(options)
        .compose(request -> request.send(Buffer.buffer(spans)))
        .compose(HttpCollector::status);
  }

  private static Future<Integer> status(HttpClientResponse response) {
    return response.handler(ignored -> {}).end().map(end -> response.statusCode());
  }

  /** Says when it changes only. */
  private void note(boolean good, String reason) {
    if (works && !good) {
      LOG.warnf("event=traces_not_taken endpoint=%s reason=%s", endpoint, reason);
    } else if (!works && good) {
      LOG.infof("event=traces_taken_again endpoint=%s", endpoint);
    }
    works = good;
  }
}
