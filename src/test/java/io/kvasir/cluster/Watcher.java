package io.kvasir.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvasir.client.EventStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Follows a watch of a cluster from now on. Whenever its stream ends, or the node behind it does,
 * it goes on at another node with the last id that it read.
 */
final class Watcher implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = 20_000_000;

  /**
   * One event.
   *
   * @param name "put" or "delete"
   */
  record Heard(String name, JsonNode document) {
    String key() {
      return document.path("key").asText();
    }

    String value() {
      return document.path("value").asText();
    }

    /** Of the key's shard; 0 in a convergent bucket. */
    long revision() {
      return document.path("revision").asLong();
    }
  }

  private final LocalCluster cluster;
  private final String target;
  private final List<Heard> heard = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final List<String> ends = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile EventStream stream;
  private volatile boolean closed;

  private Watcher(LocalCluster cluster, String target, int node) throws IOException {
    this.cluster = cluster;
    this.target = target;
    stream = open(node, "");
    stream.next();
    thread =
        Thread.ofVirtual()
            .uncaughtExceptionHandler((_, thrown) -> failure.set(thrown))
            .start(() -> follow(node));
  }

  /** Begins at a node; what is written when this has returned is heard. */
  static Watcher begin(LocalCluster cluster, String target, int node) {
    try {
      return new Watcher(cluster, target, node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EventStream open(int node, String lastId) throws IOException {
    URI base = cluster.node(node).base();
    EventStream opened = new EventStream(base, target, lastId);
    if (opened.status() != 200) {
      opened.close();
      if (opened.status() != 503) {
        throw new AssertionError("%s answers %d".formatted(target, opened.status()));
      }
      throw new IOException("refused for now");
    }
    return opened;
  }

  private void follow(int first) {
    int node = first;
    while (!closed) {
      try {
        listen();
      } catch (IOException over) {
        ends.add("node%d: %s".formatted(node, over.getMessage()));
        node = goOnBehind(node, stream.lastId());
      }
    }
  }

  private void listen() throws IOException {
    EventStream.Event event = stream.nextEvent();
    while (!event.name().equals("end")) {
      Heard next = new Heard(event.name(), JSON.readTree(event.data()));
      synchronized (heard) {
        heard.add(next);
      }
      event = stream.nextEvent();
    }
    throw new IOException(event.data());
  }

  /** Asks one node after the other until one serves it, and returns which. */
  private int goOnBehind(int last, String id) {
    int node = last;
    while (!closed) {
      node = 1 + node % cluster.size();
      try {
        stream.close();
        stream = open(node, id);
        return node;
      } catch (IOException notThere) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return node;
  }

  /** What it heard up to now, in order. */
  List<Heard> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  /** Whether it heard of all these keys. */
  boolean hasHeard(Set<String> keys) {
    synchronized (heard) {
      return heard.stream().map(Heard::key).filter(keys::contains).distinct().count()
          == keys.size();
    }
  }

  int count() {
    synchronized (heard) {
      return heard.size();
    }
  }

  /** Why its streams ended, those that could not begin included. */
  List<String> ends() {
    return ends;
  }

  /** Waits until what it heard is enough. */
  void await(Predicate<Watcher> enough, String what) {
    Await.until(
        PATIENCE,
        () -> "%s does not hear %s; %d events so far".formatted(target, what, count()),
        () -> {
          if (failure.get() != null) {
            throw new AssertionError(target, failure.get());
          }
          return enough.test(this);
        });
  }

  @Override
  public void close() {
    closed = true;
    try {
      stream.close();
      thread.join();
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
