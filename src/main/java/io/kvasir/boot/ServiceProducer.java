package io.kvasir.boot;

import io.kvasir.core.bucket.Limits;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.Engine;
import io.kvasir.engine.port.KeyspaceFormat;
import io.kvasir.engine.port.Timers;
import io.kvasir.service.Addresses;
import io.kvasir.service.BackupService;
import io.kvasir.service.BatchService;
import io.kvasir.service.BucketService;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.ClusterService;
import io.kvasir.service.ConvergentChanges;
import io.kvasir.service.EngineGroups;
import io.kvasir.service.GroupReplicas;
import io.kvasir.service.GroupService;
import io.kvasir.service.GroupShards;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.MembershipService;
import io.kvasir.service.RepairService;
import io.kvasir.service.RestoreService;
import io.kvasir.service.ScanLimits;
import io.kvasir.service.ScanService;
import io.kvasir.service.ShardChanges;
import io.kvasir.service.Shards;
import io.kvasir.service.Timeouts;
import io.kvasir.service.TopologyAddresses;
import io.kvasir.service.TransactionService;
import io.kvasir.service.Votes;
import io.kvasir.service.WatchObserver;
import io.kvasir.service.WatchPace;
import io.kvasir.service.WatchService;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The use cases over one engine. */
@Singleton
final class ServiceProducer {
  @Produces
  @Singleton
  Limits limits(LimitsConfig config) {
    return new Limits(
        bytes(config.key()), bytes(config.value()), bytes(config.body()), config.elements());
  }

  private static int bytes(MemorySize size) {
    return Math.toIntExact(size.asLongValue());
  }

  @Produces
  @Singleton
  Timeouts timeouts(EngineSettings settings) {
    return new Timeouts(settings.writeTimeout().toMillis(), settings.readTimeout().toMillis());
  }

  @Produces
  @Singleton
  Shards shards(Engine engine, KeyspaceFormat format, Timers timers) {
    return new GroupShards(engine, format, timers);
  }

  @Produces
  @Singleton
  GroupReplicas replicas(Engine engine) {
    return new EngineGroups(engine);
  }

  @Produces
  @Singleton
  Addresses addresses(Engine engine) {
    return new TopologyAddresses(engine);
  }

  @Produces
  @Singleton
  KeyValueService values(Engine engine, Shards shards, Limits limits, Timeouts timeouts) {
    return new KeyValueService(engine, shards, limits, timeouts);
  }

  @Produces
  @Singleton
  TransactionService transactions(Engine engine, Shards shards, Limits limits, Timeouts timeouts) {
    return new TransactionService(engine, shards, limits, timeouts);
  }

  @Produces
  @Singleton
  BatchService batches(
      Engine engine, KeyValueService values, TransactionService transactions, Timeouts timeouts) {
    return new BatchService(engine, values, transactions, timeouts);
  }

  @Produces
  @Singleton
  ScanService scans(Engine engine, Shards shards, Timeouts timeouts, ScanConfig config) {
    long memory = config.memory().map(MemorySize::asLongValue).orElseGet(HeapShare::sixteenth);
    ScanLimits limits =
        new ScanLimits(config.concurrent(), memory, config.stallTimeout().toMillis());
    return new ScanService(engine, shards, timeouts, limits);
  }

  @Produces
  @Singleton
  WatchService watches(
      Engine engine, Shards shards, Limits limits, WatchConfig config, WatchObserver observer) {
    WatchService.Sources sources =
        new WatchService.Sources(
            new ShardChanges(shards, engine.groups()::follow, engine::agreedMillis),
            new ConvergentChanges(engine));
    return new WatchService(engine, sources, limits, config.watchers(), observer);
  }

  @Produces
  @Singleton
  WatchPace pace(WatchConfig config) {
    long memory = config.memory().map(MemorySize::asLongValue).orElseGet(HeapShare::sixteenth);
    return new WatchPace(
        config.heartbeat().toMillis(), config.stallTimeout().toMillis(), new ByteBudget(memory));
  }

  @Produces
  @Singleton
  BucketService buckets(Engine engine, Shards shards, Timeouts timeouts) {
    return new BucketService(engine, shards, timeouts);
  }

  @Produces
  @Singleton
  MembershipService members(Engine engine, Timeouts timeouts) {
    return new MembershipService(engine, timeouts);
  }

  @Produces
  @Singleton
  GroupService groups(Engine engine, Shards shards, GroupReplicas replicas) {
    return new GroupService(engine, shards, replicas);
  }

  @Produces
  @Singleton
  RepairService repair(Engine engine, Timers timers) {
    return new RepairService(engine, timers);
  }

  @Produces
  @Singleton
  BackupService backups(
      Engine engine,
      Shards shards,
      KeyspaceFormat format,
      Timeouts timeouts,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    return new BackupService(engine, shards, format, version, timeouts);
  }

  @Produces
  @Singleton
  RestoreService restores(Engine engine, Shards shards, Limits limits, Timeouts timeouts) {
    return new RestoreService(engine, shards, limits, timeouts);
  }

  @Produces
  @Singleton
  Votes votes(NodeId self, Engine engine, GroupReplicas replicas) {
    return new Votes(self, engine::topology, replicas);
  }

  @Produces
  @Singleton
  ClusterService cluster(
      ClusterConfig cluster,
      StorageConfig storage,
      NodeId self,
      Engine engine,
      Timers timers,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    String mode = storage.mode().name().toLowerCase(Locale.ROOT);
    return new ClusterService(
        new ClusterService.Identity(self, cluster.name(), mode, version), engine, timers);
  }
}
