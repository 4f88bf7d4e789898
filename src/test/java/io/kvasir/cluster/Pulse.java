package io.kvasir.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Writers that write one key after the other, each through one node, and note for how long nothing
 * was acknowledged to them.
 */
final class Pulse {
  private final String bucket;
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final List<Writer> writers;
  private volatile boolean ended;

  Pulse(List<Client> clients, String bucket, String prefix) {
    this.bucket = bucket;
    this.writers =
        IntStream.range(0, clients.size())
            .mapToObj(number -> new Writer(clients.get(number), prefix + number + '-'))
            .toList();
  }

  private final class Writer {
    private final Client client;
    private final String prefix;
    private final AtomicInteger written = new AtomicInteger();
    private volatile long longestNanos;
    private volatile Thread thread = Thread.currentThread();

    Writer(Client client, String prefix) {
      this.client = client;
      this.prefix = prefix;
    }

    void start() {
      thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
      long last = System.nanoTime();
      while (!ended) {
        String key = prefix + written.get();
        if (client.put(bucket, key, key).isOk()) {
          acknowledged.put(key, key);
          long now = System.nanoTime();
          longestNanos = Math.max(longestNanos, now - last);
          last = now;
          written.incrementAndGet();
        }
      }
    }
  }

  void start() {
    writers.forEach(Writer::start);
    awaitProgress(20);
  }

  /** Returns when every writer got so many acknowledgements more. */
  void awaitProgress(int count) {
    List<Integer> before = writers.stream().map(writer -> writer.written.get()).toList();
    Await.until(
        Duration.ofMinutes(1),
        () -> "no progress since " + before,
        () ->
            IntStream.range(0, writers.size())
                .allMatch(
                    number -> writers.get(number).written.get() >= before.get(number) + count));
  }

  /** Ends all writers, and tells for how long one of them had to wait at most. */
  Duration end() {
    ended = true;
    Await.until(
        Duration.ofMinutes(1),
        () -> "a writer does not end",
        () -> writers.stream().noneMatch(writer -> writer.thread.isAlive()));
    return Duration.ofNanos(
        writers.stream().mapToLong(writer -> writer.longestNanos).max().orElseThrow());
  }

  Map<String, String> acknowledged() {
    return acknowledged;
  }
}
