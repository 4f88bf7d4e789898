package io.kvasir.operator.store;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** A node that answers what a test says. */
final class FakeNode implements AutoCloseable {
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  final List<String> requests = new CopyOnWriteArrayList<>();
  volatile boolean stuck;

  FakeNode() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          byte[] sent = exchange.getRequestBody().readAllBytes();
          requests.add(
              (exchange.getRequestMethod()
                      + " "
                      + path
                      + " "
                      + new String(sent, StandardCharsets.UTF_8))
                  .strip());
          while (stuck && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(10_000_000);
          }
          String answer = answers.get(path);
          byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : status(path, answer), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private int status(String path, String answer) {
    Integer said = statuses.get(path);
    if (said != null) {
      return said;
    }
    return path.equals("/readyz") && answer.contains("\"DOWN\"") ? 503 : 200;
  }

  FakeNode says(String path, String answer) {
    answers.put(path, answer);
    return this;
  }

  FakeNode says(String path, int status, String answer) {
    statuses.put(path, status);
    return says(path, answer);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
