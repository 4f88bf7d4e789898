package io.kvasir.boot;

import io.kvasir.edge.rocksdb.Histogram;
import io.kvasir.edge.rocksdb.RocksDbStore;
import io.kvasir.edge.rocksdb.StoreStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What the store counts, as metrics.
 *
 * <pre>
 * kvasir_storage_commit_seconds_{count,sum}   commits and how long they waited to be durable
 * kvasir_storage_apply_seconds_{count,sum}    changes that need not be durable: to states of groups
 * kvasir_storage_sync_seconds_{count,sum}     syncs of the log, each for one group of commits
 * kvasir_storage_commit_queue                 commits that wait now
 * kvasir_storage_rows_{read,written}_total
 * kvasir_storage_{cache,disk,refused}_reads_total
 * </pre>
 */
final class StoreMetrics {
  private StoreMetrics() {}

  static void register(MeterRegistry registry, RocksDbStore store) {
    time(registry, store, "commit", StoreStatistics::commitNanos);
    time(registry, store, "apply", StoreStatistics::applyNanos);
    time(registry, store, "sync", StoreStatistics::syncNanos);
    Gauge.builder("kvasir.storage.commit.queue", store, from -> from.statistics().queueDepth())
        .strongReference(true)
        .register(registry);
    count(registry, store, "rows.read", StoreStatistics::rowsRead);
    count(registry, store, "rows.written", StoreStatistics::rowsWritten);
    count(registry, store, "cache.reads", StoreStatistics::cacheReads);
    count(registry, store, "disk.reads", StoreStatistics::diskReads);
    count(registry, store, "refused.reads", StoreStatistics::refusedReads);
  }

  private static void time(
      MeterRegistry registry,
      RocksDbStore store,
      String name,
      Function<StoreStatistics, Histogram> nanos) {
    FunctionTimer.builder(
            "kvasir.storage." + name,
            store,
            from -> nanos.apply(from.statistics()).count(),
            from -> nanos.apply(from.statistics()).sum(),
            TimeUnit.NANOSECONDS)
        .register(registry);
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
