package io.kvasir.boot;

import io.kvasir.edge.eventbus.BusEndpoint;
import io.kvasir.edge.eventbus.ClusterTable;
import io.kvasir.edge.eventbus.TableClusterManager;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Gives the event bus its table of nodes, and Vert.x the cluster manager that reads it. */
@Singleton
final class ClusteredVertx {
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * Each connection carries a ping every five seconds, which is answered within five or gives up.
   * One that is silent for longer belongs to a peer that stands still or is gone, and nobody else
   * would ever close it here.
   */
  private static final int SILENT_SECONDS = 15;

  @Produces
  @Singleton
  ClusterTable clusterTable(NodeConfig node, ClusterConfig cluster, BusConfig bus) {
    List<String> members = cluster.members().orElse(List.of()).stream().map(String::strip).toList();
    boolean listed = members.stream().anyMatch(member -> member.startsWith(node.id() + '@'));
    if (listed) {
      return ClusterTable.parse(node.id(), members);
    }
    List<String> all = new ArrayList<>(members);
    all.add(node.id() + '@' + own(node.id(), bus, !members.isEmpty()));
    return ClusterTable.parse(node.id(), all);
  }

  /** Where a node listens that is not in its own list of members. */
  private static String own(String id, BusConfig bus, boolean othersConnect) {
    if (othersConnect && bus.host().isEmpty()) {
      throw new IllegalArgumentException(
          "node %s is not among kvasir.cluster.members, so kvasir.bus.host must say where the"
                  .formatted(id)
              + " members reach it");
    }
    return new BusEndpoint(bus.host().orElse(LOOPBACK), bus.port()).toString();
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
        .setClusterPublicHost(self.host())
        .setReadIdleTimeout(SILENT_SECONDS);
  }
}
