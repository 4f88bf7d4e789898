package io.kvasir.boot;

import io.kvasir.core.membership.SwimConfig;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.datagram.Names;
import io.kvasir.edge.datagram.Seeds;
import io.kvasir.edge.datagram.UdpSocket;
import io.kvasir.edge.eventbus.BusEndpoint;
import io.kvasir.edge.eventbus.ClusterTable;
import io.kvasir.engine.Lookout;
import io.kvasir.engine.loop.ThreadLoop;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.Timers;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.List;

/** Puts together what watches the members; {@link NodeLifecycle} starts and stops it. */
@Singleton
final class MembershipProducer {
  private static final int WAITING_DATAGRAMS = 4_096;

  @Produces
  @Singleton
  Names names() {
    return new Names();
  }

  @Produces
  @Singleton
  UdpSocket socket(
      SwimSettings settings, BusConfig bus, ClusterTable table, ClusterId cluster, Names names) {
    BusEndpoint self = table.selfEndpoint();
    String host = settings.host().or(bus::host).orElse(self.host());
    int port = settings.port().orElse(self.port());
    try {
      return UdpSocket.open(host, port, cluster::get, names);
    } catch (IOException refused) {
      throw new UncheckedIOException(
          "cannot listen for datagrams on %s, UDP port %d: %s"
              .formatted(host, port, refused.getMessage()),
          refused);
    }
  }

  @Produces
  @Singleton
  WatchLoop loop() {
    return new WatchLoop(new ThreadLoop("kvasir-swim", WAITING_DATAGRAMS, Loops::halt));
  }

  @Produces
  @Singleton
  Lookout lookout(
      NodeId self,
      ClusterTable table,
      SwimSettings settings,
      WatchLoop loop,
      UdpSocket socket,
      Names names,
      Timers timers,
      Observer observer) {
    List<Endpoint> seeds =
        settings.seeds().orElse(List.of()).stream().map(MembershipProducer::endpoint).toList();
    return new Lookout(
        self,
        new Endpoint(table.selfEndpoint().host(), socket.port()),
        SwimConfig.DEFAULT,
        new Lookout.Ports(loop.loop(), timers, socket, new Seeds(seeds, names), observer),
        new SecureRandom());
  }

  private static Endpoint endpoint(String seed) {
    BusEndpoint parsed = BusEndpoint.parse(seed.strip());
    return new Endpoint(parsed.host(), parsed.port());
  }

  /** The thread that watches the members; it has no other work, so that load does not delay it. */
  record WatchLoop(ThreadLoop loop) {}
}
