package io.kvasir.edge.tracing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Brings spans to a collector, on a thread of its own: what gathers while one batch is on its way
 * makes the next. Spans that find the queue full are dropped, and so is a batch that the collector
 * does not take in time: nothing that is traced waits for it.
 */
final class SpanExporter implements AutoCloseable {
  /** Where batches go. */
  interface Collector {
    /**
     * Whether it took them; blocks for as long as that may take.
     *
     * @param spans as {@link OtlpCodec} writes them
     */
    boolean take(byte[] spans) throws InterruptedException;
  }

  private static final int BATCH = 512;
  private static final long GATHER_MILLIS = 200;
  private static final long IDLE_MILLIS = 1_000;
  private static final long FAREWELL_MILLIS = 2_000;

  private final OtlpCodec codec;
  private final Collector collector;
  private final TraceStatistics statistics;
  private final ArrayBlockingQueue<Span> queue;
  private final LongConsumer sweep;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param queueSpans how many may wait
   * @param sweep called about once a second, with {@link System#nanoTime}
   */
  SpanExporter(
      OtlpCodec codec,
      Collector collector,
      int queueSpans,
      TraceStatistics statistics,
      LongConsumer sweep) {
    this.codec = codec;
    this.collector = collector;
    this.statistics = statistics;
    this.queue = new ArrayBlockingQueue<>(queueSpans);
    this.sweep = sweep;
    this.thread = Thread.ofPlatform().name("kvasir-traces").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes a span, or drops it. Never blocks. */
  void add(Span span) {
    if (!queue.offer(span)) {
      statistics.dropped.increment();
    }
  }

  private void run() {
    try {
      while (!closed) {
        bring(gather());
        sweep.accept(System.nanoTime());
      }
      List<Span> last = new ArrayList<>();
      queue.drainTo(last, BATCH);
      bring(last);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Span> gather() throws InterruptedException {
    List<Span> batch = new ArrayList<>();
    Span first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    if (first != null) {
      batch.add(first);
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS);
      fill(batch, end);
    }
    return batch;
  }

  private void fill(List<Span> batch, long endNanos) throws InterruptedException {
    while (batch.size() < BATCH && !closed) {
      queue.drainTo(batch, BATCH - batch.size());
      long left = endNanos - System.nanoTime();
      Span next =
          batch.size() == BATCH || left <= 0 ? null : queue.poll(left, TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      batch.add(next);
    }
  }

  private void bring(List<Span> batch) throws InterruptedException {
    if (!batch.isEmpty()) {
      boolean taken = collector.take(codec.encode(batch));
      (taken ? statistics.exported : statistics.failed).add(batch.size());
    }
  }

  /** Brings what is left, if that goes quickly, and ends. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(FAREWELL_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
