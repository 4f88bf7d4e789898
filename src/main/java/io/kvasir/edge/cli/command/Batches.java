package io.kvasir.edge.cli.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lines on their way into buckets, which are sent together: so many of a bucket, and so much of all
 * of them.
 */
final class Batches {
  static final int LINES = 200;
  static final int CHARS = 2 << 20;

  /** What waits, of all buckets; one line may be larger. */
  static final int ALL_CHARS = 16 << 20;

  /** Takes lines of one bucket. */
  interface Sink {
    void send(String bucket, byte[] lines) throws Failed;
  }

  private static final class Batch {
    private final List<String> lines = new ArrayList<>();
    private long chars;

    long chars() {
      return chars;
    }
  }

  private final Sink sink;
  private final SortedMap<String, Batch> waiting = new TreeMap<>();
  private long all;

  Batches(Sink sink) {
    this.sink = sink;
  }

  void add(String bucket, String line) throws Failed {
    Batch before = waiting.get(bucket);
    if (before != null && before.chars + line.length() > CHARS) {
      flush(bucket);
    }
    Batch batch = waiting.computeIfAbsent(bucket, name -> new Batch());
    batch.lines.add(line);
    batch.chars += line.length();
    all += line.length();
    if (batch.lines.size() == LINES) {
      flush(bucket);
    }
    while (all > ALL_CHARS) {
      flush(largest());
    }
  }

  private String largest() {
    return waiting.entrySet().stream()
        .max(Comparator.comparingLong(each -> each.getValue().chars()))
        .orElseThrow()
        .getKey();
  }

  /** Sends what waits for a bucket, if there is any. */
  void flush(String bucket) throws Failed {
    Batch batch = waiting.remove(bucket);
    if (batch != null) {
      all -= batch.chars;
      sink.send(bucket, (String.join("\n", batch.lines) + '\n').getBytes(StandardCharsets.UTF_8));
    }
  }

  void flushAll() throws Failed {
    for (String bucket : List.copyOf(waiting.keySet())) {
      flush(bucket);
    }
  }
}
