package io.kvasir.edge.rocksdb;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/** The counters behind {@link StoreStatistics}. For any thread. */
final class StoreCounters {
  private static final int GROUP_BUCKETS = 16;
  private static final int NANOS_BUCKETS = 40;

  private final LongAdder commits = new LongAdder();
  private final Buckets groupSizes = new Buckets(GROUP_BUCKETS);
  private final Buckets commitNanos = new Buckets(NANOS_BUCKETS);
  private final Buckets syncNanos = new Buckets(NANOS_BUCKETS);
  private final Buckets applyNanos = new Buckets(NANOS_BUCKETS);
  private final LongAdder rowsWritten = new LongAdder();
  private final LongAdder rowsRead = new LongAdder();
  private final LongAdder cacheReads = new LongAdder();
  private final LongAdder diskReads = new LongAdder();
  private final LongAdder refusedReads = new LongAdder();

  /** So many commits became durable with one sync. */
  void synced(int group, long nanos) {
    commits.add(group);
    groupSizes.add(group);
    syncNanos.add(nanos);
  }

  /** A commit is over, so long after its submission. */
  void ended(boolean durable, long nanos) {
    if (durable) {
      commitNanos.add(nanos);
    } else {
      applyNanos.add(nanos);
    }
  }

  void rowsWritten(int rows) {
    rowsWritten.add(rows);
  }

  void rowRead() {
    rowsRead.increment();
  }

  void cacheRead() {
    cacheReads.increment();
  }

  void diskRead() {
    diskReads.increment();
  }

  void refusedRead() {
    refusedReads.increment();
  }

  StoreStatistics snapshot(int queueDepth) {
    return new StoreStatistics(
        queueDepth,
        commits.sum(),
        groupSizes.snapshot(),
        commitNanos.snapshot(),
        syncNanos.snapshot(),
        applyNanos.snapshot(),
        rowsWritten.sum(),
        rowsRead.sum(),
        cacheReads.sum(),
        diskReads.sum(),
        refusedReads.sum());
  }

  /** Counts by powers of two; the last bucket takes all that is too large. */
  private static final class Buckets {
    private final AtomicLongArray counts;
    private final LongAdder sum = new LongAdder();

    Buckets(int count) {
      counts = new AtomicLongArray(count);
    }

    void add(long value) {
      int magnitude = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, value));
      counts.incrementAndGet(Math.min(magnitude, counts.length() - 1));
      sum.add(value);
    }

    Histogram snapshot() {
      return new Histogram(
          LongStream.range(0, counts.length()).mapToObj(i -> counts.get((int) i)).toList(),
          sum.sum());
    }
  }
}
