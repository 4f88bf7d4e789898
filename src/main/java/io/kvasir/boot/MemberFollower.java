package io.kvasir.boot;

import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Topology;
import io.kvasir.edge.eventbus.BusEndpoint;
import io.kvasir.engine.Lookout;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tells the one who watches the members who they are, and where they get their datagrams. */
final class MemberFollower implements Consumer<Topology> {
  private final Lookout lookout;
  private final OptionalInt port;

  /**
   * @param port of all nodes; empty when each has the number of its event bus' port
   */
  MemberFollower(Lookout lookout, OptionalInt port) {
    this.lookout = lookout;
    this.port = port;
  }

  @Override
  public void accept(Topology topology) {
    SortedMap<NodeId, Endpoint> members = new TreeMap<>();
    for (Member member : topology.members().values()) {
      BusEndpoint bus = BusEndpoint.parse(member.bus());
      int udp = port.orElse(bus.port());
      if (udp > 0) {
        members.put(member.id(), new Endpoint(bus.host(), udp));
      }
    }
    lookout.list(members);
  }
}
