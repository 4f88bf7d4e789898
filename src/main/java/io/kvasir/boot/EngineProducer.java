package io.kvasir.boot;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Ring;
import io.kvasir.edge.eventbus.ClusterTable;
import io.kvasir.engine.Engine;
import io.kvasir.engine.EngineConfig;
import io.kvasir.engine.loop.SystemTimers;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.List;
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

  /** The ring of the configured members: the same on all of them. */
  @Produces
  @Singleton
  Ring ring(ClusterTable table) {
    TreeSet<NodeId> members =
        table.nodeIds().stream().map(NodeId::new).collect(Collectors.toCollection(TreeSet::new));
    return Ring.initial(Ring.DEFAULT_PARTITIONS, members);
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
  Loops loops(EngineSettings settings) {
    int count = settings.loops().orElseGet(() -> Runtime.getRuntime().availableProcessors());
    return new Loops(count, settings.requestsPerLoop());
  }

  @Produces
  @Singleton
  Engine engine(
      EngineSettings settings,
      NodeId self,
      Ring ring,
      NodeStore store,
      Loops loops,
      Timers timers,
      Transport transport,
      Observer observer) {
    EngineConfig config =
        new EngineConfig(
            self,
            ring,
            settings.requestsPerLoop(),
            requestMemory(settings) / loops.all().size(),
            settings.outboxRecordsPerLoop(),
            settings.resendInterval().toMillis());
    return new Engine(
        config,
        store.actor(),
        new SecureRandom(),
        new Engine.Ports(
            List.copyOf(loops.all()),
            timers,
            transport,
            store.partitions(),
            store.catalogue(),
            observer));
  }

  private static long requestMemory(EngineSettings settings) {
    return settings
        .requestMemory()
        .map(MemorySize::asLongValue)
        .orElseGet(() -> HeapShare.sixteenth());
  }
}
