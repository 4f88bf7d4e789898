package io.kvasir.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many writers that write each key once, round robin over the nodes, and note what was
 * acknowledged.
 */
final class Load {
  private static final int WRITERS = 32;

  private final List<Client> clients;
  private final String bucket;
  private final String prefix;
  private final int writes;
  private final AtomicInteger next = new AtomicInteger();
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final List<Thread> writers = new ArrayList<>();
  private volatile boolean stopped;

  Load(List<Client> clients, String bucket, String prefix, int writes) {
    this.clients = clients;
    this.bucket = bucket;
    this.prefix = prefix;
    this.writes = writes;
  }

  void start() {
    for (int writer = 0; writer < WRITERS; writer++) {
      writers.add(Thread.ofVirtual().start(this::run));
    }
  }

  private void run() {
    for (int n = next.getAndIncrement(); n < writes && !stopped; n = next.getAndIncrement()) {
      String key = prefix + n;
      String value = "value of " + key;
      if (clients.get(n % clients.size()).put(bucket, key, value).status() == 200) {
        acknowledged.put(key, value);
      }
    }
  }

  void awaitAcknowledged(int count) {
    Await.until(
        Duration.ofMinutes(2),
        () -> "only " + acknowledged.size() + " of " + count + " writes acknowledged",
        () -> acknowledged.size() >= count);
  }

  void stop() {
    stopped = true;
    awaitEnd();
  }

  void awaitEnd() {
    Await.until(
        Duration.ofMinutes(4),
        () -> "the load does not end",
        () -> writers.stream().noneMatch(Thread::isAlive));
  }

  Map<String, String> acknowledged() {
    return acknowledged;
  }
}
