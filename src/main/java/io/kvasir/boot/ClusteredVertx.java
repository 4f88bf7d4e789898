package io.kvasir.boot;

import io.kvasir.edge.datagram.Names;
import io.kvasir.edge.eventbus.BusEndpoint;
import io.kvasir.edge.eventbus.ClusterTable;
import io.kvasir.edge.eventbus.TableClusterManager;
import io.kvasir.edge.http.LateRequest;
import io.kvasir.edge.http.guard.GuardStatistics;
import io.kvasir.edge.http.guard.GuardedTransport;
import io.kvasir.edge.http.guard.Patience;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.transport.Transport;
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

  /** Who reads bodies refuses late ones, and lets the client read so; this is for the others. */
  private static final long BODY_REFUSED_MILLIS = 5_000;

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
  VertxOptionsCustomizer clusterManager(
      ClusterTable table, BusConfig bus, HttpConfig http, GuardStatistics statistics, Names names) {
    TableClusterManager manager =
        new TableClusterManager(
            table, transport -> guarded(transport, http, statistics), names::address);
    return options -> cluster(options, manager, table.selfEndpoint(), bus);
  }

  /** Vert.x asks a cluster manager, and nobody else that Quarkus lets in, before it begins. */
  private static Transport guarded(
      Transport transport, HttpConfig http, GuardStatistics statistics) {
    long head = http.headTimeout().toMillis();
    long body = http.bodyTimeout().toMillis() + BODY_REFUSED_MILLIS;
    Patience patience = new Patience(head, body, http.takeTimeout().toMillis());
    return new GuardedTransport(transport, patience, statistics, () -> LateRequest.head(head));
  }

  @Produces
  @Singleton
  GuardStatistics guardStatistics() {
    return new GuardStatistics();
  }

  /** Quarkus hands out the options, not the builder that replaces the deprecated setter. */
  @SuppressWarnings("deprecation")
  private static void cluster(
      VertxOptions options, TableClusterManager manager, BusEndpoint self, BusConfig bus) {
    options.setClusterManager(manager);
    options
        .getEventBusOptions()
        .setHost(bus.host().orElse(self.host()))
        .setPort(self.port())
        .setClusterPublicHost(self.host())
        .setReadIdleTimeout(SILENT_SECONDS);
  }
}
