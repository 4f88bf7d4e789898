package io.kvasir.boot;

import io.kvasir.edge.rocksdb.RocksDbStore;
import io.kvasir.edge.rocksdb.StoreStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What the store counts, as metrics.
 *
 * <pre>
 * kvasir_storage_commit_seconds_{count,sum}   commits and how long they waited to be durable
 * kvasir_storage_commit_queue                 commits that wait now
 * kvasir_storage_log_writes_total             writes to the log, each of one group of commits
 * kvasir_storage_rows_{read,written}_total
 * kvasir_storage_{cache,disk,refused}_reads_total
 * </pre>
 */
final class StoreMetrics {
  private StoreMetrics() {}

  static void register(MeterRegistry registry, RocksDbStore store) {
    FunctionTimer.builder(
            "kvasir.storage.commit",
            store,
            from -> from.statistics().commits(),
            from -> from.statistics().commitNanos().sum(),
            TimeUnit.NANOSECONDS)
        .register(registry);
    Gauge.builder("kvasir.storage.commit.queue", store, from -> from.statistics().queueDepth())
        .strongReference(true)
        .register(registry);
    count(registry, store, "log.writes", statistics -> statistics.groupSizes().count());
    count(registry, store, "rows.read", StoreStatistics::rowsRead);
    count(registry, store, "rows.written", StoreStatistics::rowsWritten);
    count(registry, store, "cache.reads", StoreStatistics::cacheReads);
    count(registry, store, "disk.reads", StoreStatistics::diskReads);
    count(registry, store, "refused.reads", StoreStatistics::refusedReads);
  }

  private static void count(
      MeterRegistry registry,
      RocksDbStore store,
      String name,
      ToDoubleFunction<StoreStatistics> value) {
    FunctionCounter.builder(
            "kvasir.storage." + name, store, from -> value.applyAsDouble(from.statistics()))
        .register(registry);
  }
}
