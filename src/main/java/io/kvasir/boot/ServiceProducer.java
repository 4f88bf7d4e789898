package io.kvasir.boot;

import io.kvasir.core.bucket.Limits;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Ring;
import io.kvasir.edge.eventbus.ClusterTable;
import io.kvasir.engine.Engine;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;
import io.kvasir.service.Addresses;
import io.kvasir.service.BatchService;
import io.kvasir.service.BucketService;
import io.kvasir.service.ClusterService;
import io.kvasir.service.GroupReplicas;
import io.kvasir.service.GroupService;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.Shards;
import io.kvasir.service.Timeouts;
import io.kvasir.service.TransactionService;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.Locale;
import java.util.TreeMap;
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
  Shards shards() {
    return new NoShards();
  }

  @Produces
  @Singleton
  GroupReplicas replicas() {
    return done -> done.accept(Collections.emptySortedMap());
  }

  @Produces
  @Singleton
  Addresses addresses(ClusterTable table) {
    return new TableAddresses(table);
  }

  @Produces
  @Singleton
  KeyValueService values(Engine engine, Shards shards, Limits limits, Timeouts timeouts) {
    return new KeyValueService(engine, engine.ring().members().size(), shards, limits, timeouts);
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
  BucketService buckets(Engine engine, Shards shards, Timeouts timeouts) {
    return new BucketService(engine, shards, timeouts);
  }

  @Produces
  @Singleton
  GroupService groups(Engine engine, Shards shards, GroupReplicas replicas) {
    return new GroupService(engine, shards, replicas);
  }

  @Produces
  @Singleton
  ClusterService cluster(
      ClusterConfig cluster,
      StorageConfig storage,
      ClusterTable table,
      NodeId self,
      Ring ring,
      Transport transport,
      Timers timers,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    TreeMap<NodeId, String> addresses = new TreeMap<>();
    table
        .nodeIds()
        .forEach(id -> addresses.put(new NodeId(id), table.endpoint(id).orElseThrow().toString()));
    String mode = storage.mode().name().toLowerCase(Locale.ROOT);
    return new ClusterService(
        new ClusterService.Identity(self, cluster.name(), addresses, mode, version),
        ring,
        transport,
        timers);
  }
}
