package io.kvasir.sim;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.PeerMessage;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The cables between the nodes. Each direction of each pair is a link of its own. */
final class SimNetwork {
  private static final long HEARTBEAT_MICROS = 200_000;

  private final Agenda agenda;
  private final Chance chance;
  private final Weather weather = new Weather();
  private final List<NodeId> nodes;
  private final TreeMap<NodeId, SimTransport> endpoints = new TreeMap<>();
  private final TreeMap<Link, Long> lastArrival = new TreeMap<>();
  private final TreeMap<Link, Integer> inFlight = new TreeMap<>();

  /** One direction between two nodes. */
  record Link(NodeId from, NodeId to) implements Comparable<Link> {
    @Override
    public int compareTo(Link other) {
      int byFrom = from.compareTo(other.from);
      return byFrom != 0 ? byFrom : to.compareTo(other.to);
    }
  }

  /** How the network behaves just now. */
  static final class Weather {
    int lossPercent;
    int duplicatePercent;
    int reorderPercent;
    int fullPercent;
    long delayMicros;
    final TreeSet<Link> cuts = new TreeSet<>();

    void clear() {
      lossPercent = 0;
      duplicatePercent = 0;
      reorderPercent = 0;
      fullPercent = 0;
      delayMicros = 0;
      cuts.clear();
    }
  }

  /** Who sees every message before it is sent. */
  interface Tap {
    void onSent(NodeId from, NodeId to, PeerMessage message);
  }

  private final Tap tap;

  SimNetwork(Agenda agenda, Chance chance, List<NodeId> nodes, Tap tap) {
    this.agenda = agenda;
    this.chance = chance;
    this.nodes = List.copyOf(nodes);
    this.tap = tap;
  }

  Weather weather() {
    return weather;
  }

  /** The transport of a process that starts now on {@code node}. */
  SimTransport attach(NodeId node, Life life) {
    SimTransport transport = new SimTransport(this, agenda, node, life, nodes);
    endpoints.put(node, transport);
    life.after(chance.between(0, 50_000), "heartbeat", () -> beat(node, transport, life));
    return transport;
  }

  /** Connections of a crashed process are reset; some of its peers notice at once. */
  void detach(NodeId node) {
    endpoints.remove(node);
    for (NodeId peer : nodes) {
      SimTransport transport = endpoints.get(peer);
      if (transport != null && chance.percent(50)) {
        transport.resetSoon(node, chance.between(1_000, 50_000));
      }
    }
  }

  private void beat(NodeId node, SimTransport transport, Life life) {
    transport.forgetSilentPeers();
    for (NodeId peer : nodes) {
      Link link = new Link(node, peer);
      if (!peer.equals(node) && !isLost(link)) {
        agenda.after(travelMicros(link), "beat", () -> hear(link));
      }
    }
    life.after(HEARTBEAT_MICROS, "heartbeat", () -> beat(node, transport, life));
  }

  private void hear(Link link) {
    endpoint(link.to()).ifPresent(transport -> transport.hear(link.from()));
  }

  /** False when the link's queue is full; then the message is gone for certain. */
  boolean send(NodeId from, NodeId to, PeerMessage message) {
    Link link = new Link(from, to);
    if (chance.percent(weather.fullPercent) || inFlight.getOrDefault(link, 0) >= 1_000) {
      return false;
    }
    agenda.note("send", () -> link + " " + message);
    tap.onSent(from, to, message);
    int copies = chance.percent(weather.duplicatePercent) ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      if (!isLost(link)) {
        carry(link, message);
      }
    }
    return true;
  }

  private boolean isLost(Link link) {
    return weather.cuts.contains(link) || chance.percent(weather.lossPercent);
  }

  private void carry(Link link, PeerMessage message) {
    inFlight.merge(link, 1, Integer::sum);
    agenda.after(travelMicros(link), "arrive", () -> arrive(link, message));
  }

  /** Messages of a link keep their order, unless the weather is bad. */
  private long travelMicros(Link link) {
    long travel = chance.between(80, 600) + chance.between(0, weather.delayMicros);
    if (chance.percent(weather.reorderPercent)) {
      return travel + chance.between(0, 200_000);
    }
    long arrival = Math.max(agenda.now() + travel, lastArrival.getOrDefault(link, 0L));
    lastArrival.put(link, arrival);
    return arrival - agenda.now();
  }

  private void arrive(Link link, PeerMessage message) {
    inFlight.merge(link, -1, Integer::sum);
    endpoint(link.to()).ifPresent(transport -> transport.deliver(link.from(), message));
  }

  private Optional<SimTransport> endpoint(NodeId node) {
    return Optional.ofNullable(endpoints.get(node));
  }
}
