package io.kvasir.operator.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Clients that write to nodes that run, and write what failed once more, to another one. Keys are
 * of one client each, so that the value that was acknowledged last is the one to be read.
 */
final class WriteLoad implements AutoCloseable {
  private static final int WRITERS = 4;
  private static final int KEYS = 100;
  private static final long PAUSE_NANOS = 5_000_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  final AtomicLong writes = new AtomicLong();
  final AtomicLong cured = new AtomicLong();
  final List<String> failed = new ArrayList<>();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Supplier<List<String>> nodes;
  private final List<String> buckets;
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final List<Thread> writers = new ArrayList<>();
  private volatile boolean stopped;

  WriteLoad(Supplier<List<String>> nodes, List<String> buckets) {
    this.nodes = nodes;
    this.buckets = buckets;
    for (int writer = 0; writer < WRITERS; writer++) {
      int number = writer;
      Thread thread = new Thread(() -> write(number), "writer-" + writer);
      writers.add(thread);
      thread.start();
    }
  }

  private void write(int writer) {
    Random random = new Random(writer);
    for (long version = 0; !stopped; version++) {
      String path =
          "/bucket/%s/w%d-%d"
              .formatted(buckets.get(random.nextInt(buckets.size())), writer, random.nextInt(KEYS));
      String value = "v" + version;
      List<String> targets = nodes.get();
      int first = random.nextInt(Math.max(1, targets.size()));
      String error = targets.isEmpty() ? "no node" : put(targets.get(first), path, value);
      if (!error.isEmpty()) {
        List<String> now = nodes.get();
        String again = now.get((first + 1) % now.size());
        String second = put(again, path, value);
        if (second.isEmpty()) {
          cured.incrementAndGet();
        } else {
          synchronized (failed) {
            failed.add(path + ": " + error + "; then " + again + ": " + second);
          }
          acknowledged.remove(path);
          continue;
        }
      }
      writes.incrementAndGet();
      acknowledged.put(path, value);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** What went wrong; empty when nothing did. */
  private String put(String node, String path, String value) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString("{\"value\":\"" + value + "\"}"))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() / 100 == 2 ? "" : response.statusCode() + " " + response.body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** Ends the writers; then all that was acknowledged must be there. */
  List<String> stopAndFindLost() {
    close();
    List<String> lost = new ArrayList<>();
    acknowledged.forEach(
        (path, value) -> {
          String read = get(nodes.get().getFirst(), path);
          if (!read.contains("\"value\":\"" + value + "\"")) {
            lost.add(path + " is not " + value + ": " + read);
          }
        });
    return lost;
  }

  private String get(String node, String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(node + path)).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void close() {
    stopped = true;
    for (Thread writer : writers) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
