package io.kvasir.edge.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cluster.Await;
import io.kvasir.edge.http.guard.GuardStatistics.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of a real server that are too slow, whether or not it speaks HTTP/2 too. */
class GuardedTransportTest {
  private static final String TOLD =
      "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  private static final int LARGE = 32 << 20;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final GuardStatistics statistics = new GuardStatistics();
  private final Vertx vertx =
      new VertxBuilder()
          .findTransport(
              new GuardedTransport(
                  JDKTransport.INSTANCE,
                  new Patience(200, 300, 400),
                  statistics,
                  () -> TOLD.getBytes(StandardCharsets.US_ASCII)))
          .init()
          .vertx();
  private int port;

  private void listen(boolean http2) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(http2))
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    port = server.actualPort();
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/late" -> vertx.setTimer(1_000, now -> request.response().end("late"));
      case "/large" -> request.response().end(Buffer.buffer(new byte[LARGE]));
      case "/read" -> request.body().onSuccess(body -> request.response().end("read"));
      default -> request.response().end("plain");
    }
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Socket client() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) SOON.toMillis());
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends a byte now and then until the connection has ended. */
  private static void dribble(Socket socket) {
    Await.until(
        SOON,
        () -> "the connection goes on",
        () -> {
          try {
            send(socket, "x");
            return false;
          } catch (IOException ended) {
            return true;
          }
        });
  }

  private static String rest(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
  }

  @ParameterizedTest(name = "HTTP/2 too: {0}")
  @ValueSource(booleans = {true, false})
  void aHeadThatNeverEndsIsAnswered(boolean http2) throws Exception {
    listen(http2);
    try (Socket socket = client()) {
      send(socket, "POST / HTTP/1.1\r\nHos");

      assertThat(rest(socket.getInputStream())).isEqualTo(TOLD);
      assertThat(statistics.ended(Reason.SLOW_HEAD)).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "HTTP/2 too: {0}")
  @ValueSource(booleans = {true, false})
  void aHeadThatDribblesEnds(boolean http2) throws Exception {
    listen(http2);
    try (Socket socket = client()) {
      send(socket, "GET / HTTP/1.1\r\nX: ");
      dribble(socket);

      assertThat(statistics.ended(Reason.SLOW_HEAD)).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "HTTP/2 too: {0}")
  @ValueSource(booleans = {true, false})
  void silenceFromTheStartEnds(boolean http2) throws Exception {
    listen(http2);
    try (Socket socket = client()) {
      Await.until(SOON, () -> "it is kept", () -> statistics.ended(Reason.SLOW_HEAD) == 1);
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @ParameterizedTest(name = "body of {0}")
  @ValueSource(strings = {"/read", "/answered-before"})
  void aBodyThatDribblesEnds(String path) throws Exception {
    listen(true);
    try (Socket socket = client()) {
      send(socket, "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
      dribble(socket);

      assertThat(statistics.ended(Reason.SLOW_BODY)).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "HTTP/2 too: {0}")
  @ValueSource(booleans = {true, false})
  void whoWaitsForAnAnswerIsLeftAlone(boolean http2) throws Exception {
    listen(http2);
    try (Socket socket = client()) {
      send(socket, "GET /late HTTP/1.1\r\nHost: h\r\n\r\n");
      send(socket, "GET /late HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

      assertThat(rest(socket.getInputStream()).split("200 OK", -1)).hasSize(3);
      assertThat(statistics.ended(Reason.SLOW_HEAD)).isZero();
    }
  }

  @ParameterizedTest(name = "HTTP/2 too: {0}")
  @ValueSource(booleans = {true, false})
  void aLargeAnswerThatNobodyTakesEnds(boolean http2) throws Exception {
    listen(http2);
    try (Socket socket = client()) {
      send(socket, "GET /large HTTP/1.1\r\nHost: h\r\n\r\n");

      Await.until(SOON, () -> "it is kept", () -> statistics.ended(Reason.SLOW_READER) == 1);
    }
  }

  @ParameterizedTest(name = "HTTP/2 too: {0}")
  @ValueSource(booleans = {true, false})
  void aLargeAnswerThatIsTakenArrives(boolean http2) throws Exception {
    listen(http2);
    try (Socket socket = client()) {
      send(socket, "GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

      assertThat(socket.getInputStream().readAllBytes()).hasSizeGreaterThan(LARGE);
      assertThat(statistics.ended(Reason.SLOW_READER)).isZero();
    }
  }
}
