package io.kvasir.cluster;

import io.kvasir.client.EventStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many watchers of one node, each on a connection of its own, who want to hear of given keys. */
final class WatchCrowd implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]*)\"");

  private final URI node;
  private final List<EventStream> streams = new CopyOnWriteArrayList<>();
  private final Set<String> lacking = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong heard = new AtomicLong();

  WatchCrowd(URI node) {
    this.node = node;
  }

  /** Begins to watch; what is written when this has returned is heard. */
  void join(String target, Set<String> keys) {
    try {
      EventStream stream = new EventStream(node, target, "");
      streams.add(stream);
      if (stream.status() != 200) {
        throw new AssertionError("%s: %d".formatted(target, stream.status()));
      }
      stream.next();
      String name =
          target + " of watcher " + streams.size() + " " + System.identityHashCode(stream);
      lacking.add(name);
      Thread.ofVirtual().start(() -> listen(name, stream, keys));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen(String name, EventStream stream, Set<String> keys) {
    Set<String> left = ConcurrentHashMap.newKeySet();
    left.addAll(keys);
    try {
      while (!left.isEmpty()) {
        EventStream.Event event = stream.nextEvent();
        Matcher key = KEY.matcher(event.data());
        if (!key.find() || !left.remove(key.group(1))) {
          failures.add(name + " hears " + event);
          return;
        }
        heard.incrementAndGet();
      }
      lacking.remove(name);
    } catch (IOException e) {
      failures.add(name + ": " + e);
    }
  }

  /** Waits until each has heard of all its keys, and nobody of another or of one once more. */
  void awaitAll() {
    Await.until(
        PATIENCE,
        () -> "%d lack something, such as %s".formatted(lacking.size(), lacking.stream().findAny()),
        () -> {
          if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " fail, such as " + failures.peek());
          }
          return lacking.isEmpty();
        });
  }

  int size() {
    return streams.size();
  }

  /** How many events there were in all. */
  long heard() {
    return heard.get();
  }

  @Override
  public void close() {
    for (EventStream stream : streams) {
      try {
        stream.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
