package io.kvasir.edge.cli.bench;

import io.kvasir.edge.cli.bench.workload.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What became of the operations of one event loop. One thread writes; others read it at the end.
 */
final class Recorder {
  private static final int KINDS_OF_ERRORS = 100;
  private static final String OTHER = "other";

  private final Window window;
  private final Map<Kind, Histogram> latencies = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> misses = new EnumMap<>(Kind.class);
  private final Map<String, Long> errors = new TreeMap<>();
  private final Timeline timeline = new Timeline();
  private final Progressed progressed;
  private long last;
  private long unsent;

  Recorder(Window window, Progressed progressed) {
    this.window = window;
    this.progressed = progressed;
    this.last = Long.MIN_VALUE;
  }

  /**
   * An operation succeeded.
   *
   * @param start when it was to begin
   */
  void succeeded(Kind kind, long start, long now) {
    if (kind != Kind.EVENT) {
      progressed.succeeded();
    }
    if (!window.records(start)) {
      return;
    }
    long micros = Latencies.micros(now - start);
    histogram(kind).recordValue(micros);
    if (kind != Kind.EVENT) {
      last = Math.max(last, now);
      timeline.succeeded(now - window.measured(), micros);
    }
  }

  /** The same, of one that found nothing. */
  void missed(Kind kind, long start, long now) {
    succeeded(kind, start, now);
    if (window.records(start)) {
      misses.merge(kind, 1L, Long::sum);
    }
  }

  void failed(long start, long now, String kind) {
    progressed.failed();
    if (window.records(start)) {
      boolean room = errors.containsKey(kind) || errors.size() < KINDS_OF_ERRORS;
      errors.merge(room ? kind : OTHER, 1L, Long::sum);
      timeline.failed(now - window.measured());
    }
  }

  void unsent(long operations) {
    unsent += operations;
  }

  private Histogram histogram(Kind kind) {
    Histogram known = latencies.get(kind);
    if (known == null) {
      known = Latencies.histogram();
      latencies.put(kind, known);
    }
    return known;
  }

  /** Takes in what another one has. */
  void add(Recorder other) {
    other.latencies.forEach((kind, more) -> histogram(kind).add(more));
    other.misses.forEach((kind, more) -> misses.merge(kind, more, Long::sum));
    other.errors.forEach((kind, more) -> errors.merge(kind, more, Long::sum));
    timeline.add(other.timeline);
    last = Math.max(last, other.last);
    unsent += other.unsent;
  }

  Map<Kind, Histogram> latencies() {
    return latencies;
  }

  long misses(Kind kind) {
    return misses.getOrDefault(kind, 0L);
  }

  Map<String, Long> errors() {
    return errors;
  }

  Timeline timeline() {
    return timeline;
  }

  /** When the last operation succeeded; {@link Long#MIN_VALUE} if none did. */
  long last() {
    return last;
  }

  long unsent() {
    return unsent;
  }
}
