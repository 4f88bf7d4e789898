package io.kvasir.boot;

import io.kvasir.core.keyspace.Ledger;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Outbox;
import io.kvasir.core.topology.FoundingConfig;
import io.kvasir.core.topology.Member;
import io.kvasir.edge.eventbus.BusEndpoint;
import io.kvasir.edge.eventbus.ClusterTable;
import io.kvasir.edge.telemetry.CountingGroupStore;
import io.kvasir.edge.telemetry.GroupCounters;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.edge.wire.TopologyProtobuf;
import io.kvasir.engine.BurialConfig;
import io.kvasir.engine.ClusterPlan;
import io.kvasir.engine.Engine;
import io.kvasir.engine.EngineConfig;
import io.kvasir.engine.HandoffConfig;
import io.kvasir.engine.Lookout;
import io.kvasir.engine.RepairConfig;
import io.kvasir.engine.SweepConfig;
import io.kvasir.engine.Upkeep;
import io.kvasir.engine.groups.KeyspaceMachine;
import io.kvasir.engine.loop.SystemTimers;
import io.kvasir.engine.port.KeyspaceFormat;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts the engine together; {@link NodeLifecycle} starts and stops it. */
@Singleton
final class EngineProducer {
  @Produces
  @Singleton
  NodeId self(NodeConfig node) {
    return new NodeId(node.id());
  }

  @Produces
  @Singleton
  SystemTimers timers() {
    return new SystemTimers();
  }

  void close(@Disposes SystemTimers timers) {
    timers.close();
  }

  @Produces
  @Singleton
  Loops loops(EngineSettings settings, Vertx vertx) {
    int count = settings.loops().orElseGet(ProcessorDefaults::loops);
    return new Loops(
        ((VertxInternal) vertx).getEventLoopGroup(), count, settings.requestsPerLoop());
  }

  @Produces
  @Singleton
  KeyspaceFormat keyspaceFormat() {
    return new ProtobufKeyspaceFormat();
  }

  @Produces
  @Singleton
  ClusterPlan plan(
      NodeId self,
      NodeConfig node,
      ClusterConfig cluster,
      HttpConfig http,
      ClusterTable table,
      ClusterId clusterId,
      Lookout lookout,
      SwimSettings swim,
      WatchConfig watching,
      KeyspaceFormat shards) {
    BusEndpoint bus = table.selfEndpoint();
    String url =
        http.advertised().orElseGet(() -> "http://" + new BusEndpoint(bus.host(), http.port()));
    Member member = new Member(self, 0, bus.toString(), url, node.zone().orElse(""));
    TreeSet<NodeId> listed =
        cluster.members().orElse(List.of()).stream()
            .map(entry -> new NodeId(entry.strip().substring(0, entry.strip().indexOf('@'))))
            .collect(Collectors.toCollection(TreeSet::new));
    if (listed.isEmpty()) {
      listed.add(self);
    }
    boolean founds = cluster.bootstrap() && listed.contains(self);
    return new ClusterPlan(
        new FoundingConfig(member, listed, founds, cluster.partitions()),
        new TopologyProtobuf(),
        () -> new KeyspaceMachine(shards, kept(watching)),
        id -> {
          clusterId.set(id);
          lookout.belongTo(id);
        },
        new TableFollower(table).andThen(new MemberFollower(lookout, swim.port())),
        upkeep(cluster));
  }

  private static Ledger.Limit kept(WatchConfig config) {
    return new Ledger.Limit(config.historyRevisions(), config.historyBytes().asLongValue());
  }

  private static Upkeep upkeep(ClusterConfig cluster) {
    return new Upkeep(
        cluster.autoJoin(),
        cluster
            .removeDeadAfter()
            .map(patience -> OptionalLong.of(patience.toMillis()))
            .orElseGet(OptionalLong::empty));
  }

  @Produces
  @Singleton
  Engine engine(
      EngineSettings settings,
      AntiEntropyConfig repair,
      HintsConfig hints,
      HandoffSettings handoff,
      ExpirySettings expiry,
      TombstoneSettings tombstones,
      NodeId self,
      ClusterPlan plan,
      NodeStore store,
      Loops loops,
      Timers timers,
      Transport transport,
      Lookout lookout,
      GroupCounters counters,
      Observer observer) {
    EngineConfig config =
        new EngineConfig(
            self,
            settings.requestsPerLoop(),
            requestMemory(settings) / loops.all().size(),
            new Outbox.Limits(
                Math.max(1, hints.maxRecords() / loops.all().size()),
                Math.max(1, hints.maxBytes().asLongValue() / loops.all().size()),
                hints.maxAge().toMillis()),
            settings.resendInterval().toMillis(),
            new HandoffConfig(
                handoff.bytesPerSecond().asLongValue(),
                Math.toIntExact(handoff.pageBytes().asLongValue()),
                handoff.atOnce()),
            new RepairConfig(
                repair.interval().toMillis(),
                repair.exchangesPerLoop(),
                Math.max(1, repair.bytesPerSecond().asLongValue() / loops.all().size()),
                Math.max(1, repair.scrubKeysPerSecond() / loops.all().size())),
            new SweepConfig(
                expiry.grace().toMillis(),
                Math.max(1, expiry.keysPerSecond() / loops.all().size())),
            new BurialConfig(
                tombstones.interval().toMillis(),
                Math.max(1, tombstones.keysPerSecond() / loops.all().size())));
    return new Engine(
        config,
        store.actor(),
        new SecureRandom(),
        new Engine.Ports(
            List.copyOf(loops.all()),
            timers,
            transport,
            lookout,
            store.partitions(),
            new CountingGroupStore(store.groups(), counters),
            store.standing(),
            observer),
        plan);
  }

  private static long requestMemory(EngineSettings settings) {
    return settings
        .requestMemory()
        .map(MemorySize::asLongValue)
        .orElseGet(() -> HeapShare.sixteenth());
  }
}
