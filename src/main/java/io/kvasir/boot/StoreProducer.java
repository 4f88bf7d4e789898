package io.kvasir.boot;

import io.kvasir.core.node.NodeId;
import io.kvasir.edge.memory.MemoryGroupStore;
import io.kvasir.edge.memory.MemoryStore;
import io.kvasir.edge.rocksdb.Opening;
import io.kvasir.edge.rocksdb.RocksDbStore;
import io.kvasir.edge.rocksdb.StoreConfig;
import io.kvasir.edge.rocksdb.SyncMode;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import org.jboss.logging.Logger;

/** Opens the store that the configuration names. */
@Singleton
final class StoreProducer {
  private static final Logger LOG = Logger.getLogger(StoreProducer.class);

  /** For reads that have to wait for the disk. */
  private static final int READ_THREADS = 4;

  private static final int QUEUED_READS = 16_384;

  /** Beside what requests make: heartbeats, elections and snapshots of all groups write too. */
  private static final int GROUP_COMMITS = 65_536;

  @Produces
  @Singleton
  NodeStore store(
      StorageConfig config,
      ClusterConfig cluster,
      EngineSettings engine,
      Loops loops,
      NodeId self,
      ShutdownConfig shutdown,
      MeterRegistry registry) {
    StopRequests.startIsBegun(shutdown.grace());
    return switch (config.mode()) {
      case MEMORY -> inMemory(cluster.partitions());
      case ROCKSDB ->
          onDisk(
              new StoreConfig(
                  config.directory(),
                  cluster.name(),
                  self,
                  cluster.partitions(),
                  sync(config),
                  config.cache().asLongValue(),
                  config.writeBuffers().asLongValue(),
                  queuedCommits(engine, loops),
                  READ_THREADS,
                  QUEUED_READS,
                  StoreConfig.JOURNAL_CHANGES),
              registry);
    };
  }

  private static NodeStore inMemory(int partitions) {
    MemoryStore store = new MemoryStore(partitions, new SecureRandom());
    LOG.warn("event=store_opened mode=memory durable=false");
    return new NodeStore(store, new MemoryGroupStore(), store, store.actor(), () -> true, () -> {});
  }

  private static NodeStore onDisk(StoreConfig config, MeterRegistry registry) {
    RocksDbStore store = RocksDbStore.open(config, new SecureRandom());
    Opening opening = store.opening();
    LOG.infof(
        "event=store_opened mode=rocksdb directory=%s sync=%s created=%s new_actor=%s"
            + " cut_at_damage=%s",
        config.directory(),
        config.sync(),
        opening.created(),
        opening.newActor(),
        opening.cutAtDamage());
    StoreMetrics.register(registry, store);
    return new NodeStore(
        store, store.groups(), store, store.actor(), store::isWritable, store::close);
  }

  private static SyncMode sync(StorageConfig config) {
    return switch (config.sync()) {
      case ALWAYS -> SyncMode.ALWAYS;
      case OS -> SyncMode.OS;
    };
  }

  /** Twice what the engine can have under way, since a commit that does not fit is fatal. */
  private static int queuedCommits(EngineSettings engine, Loops loops) {
    return Math.addExact(
        GROUP_COMMITS, Math.multiplyExact(2 * loops.all().size(), engine.requestsPerLoop()));
  }
}
