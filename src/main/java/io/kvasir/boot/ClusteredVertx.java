package io.kvasir.boot;

import io.kvasir.edge.eventbus.BusEndpoint;
import io.kvasir.edge.eventbus.ClusterTable;
import io.kvasir.edge.eventbus.TableClusterManager;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Gives the event bus its table of nodes, and Vert.x the cluster manager that reads it. */
@Singleton
final class ClusteredVertx {
  private static final String LOOPBACK = "127.0.0.1";

  @Produces
  @Singleton
  ClusterTable clusterTable(NodeConfig node, ClusterConfig cluster, BusConfig bus) {
    List<String> members = cluster.members().orElse(List.of());
    return members.isEmpty()
        ? alone(node.id(), bus)
        : ClusterTable.parse(node.id(), members.stream().map(String::strip).toList());
  }

  private static ClusterTable alone(String id, BusConfig bus) {
    return new ClusterTable(
        id, Map.of(id, new BusEndpoint(bus.host().orElse(LOOPBACK), bus.port())));
  }

  @Produces
  @Singleton
  VertxOptionsCustomizer clusterManager(ClusterTable table, BusConfig bus) {
    return options -> cluster(options, table, bus);
  }

  /** Quarkus hands out the options, not the builder that replaces the deprecated setter. */
  @SuppressWarnings("deprecation")
  private static void cluster(VertxOptions options, ClusterTable table, BusConfig bus) {
    BusEndpoint self = table.selfEndpoint();
    options.setClusterManager(new TableClusterManager(table));
    options
        .getEventBusOptions()
        .setHost(bus.host().orElse(self.host()))
        .setPort(self.port())
        .setClusterPublicHost(self.host());
  }
}
