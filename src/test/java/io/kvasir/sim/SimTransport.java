package io.kvasir.sim;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** One process's end of the network. A peer is reachable while something was heard of it lately. */
final class SimTransport implements Transport {
  private static final long SILENCE_MICROS = 1_000_000;

  private final SimNetwork network;
  private final Agenda agenda;
  private final NodeId self;
  private final Life life;
  private final List<NodeId> nodes;
  private final TreeMap<NodeId, Long> lastHeard = new TreeMap<>();
  private Optional<Receiver> receiver = Optional.empty();

  SimTransport(SimNetwork network, Agenda agenda, NodeId self, Life life, List<NodeId> nodes) {
    this.network = network;
    this.agenda = agenda;
    this.self = self;
    this.life = life;
    this.nodes = nodes;
  }

  @Override
  public boolean send(NodeId to, PeerMessage message) {
    return isReachable(to) && nodes.contains(to) && network.send(self, to, message);
  }

  @Override
  public boolean isReachable(NodeId peer) {
    return peer.equals(self) || lastHeard.containsKey(peer);
  }

  @Override
  public void listen(Receiver listener) {
    receiver = Optional.of(listener);
  }

  void hear(NodeId from) {
    lastHeard.put(from, agenda.now());
  }

  void deliver(NodeId from, PeerMessage message) {
    hear(from);
    life.after(0, "deliver", () -> receiver.ifPresent(r -> r.onMessage(from, message)));
  }

  void forgetSilentPeers() {
    for (NodeId peer : nodes) {
      Long heard = lastHeard.get(peer);
      if (heard != null && agenda.now() - heard > SILENCE_MICROS) {
        forget(peer);
      }
    }
  }

  /** The connection to {@code peer} breaks, unless it is heard of until then. */
  void resetSoon(NodeId peer, long delayMicros) {
    long noticed = agenda.now();
    life.after(
        delayMicros,
        "reset",
        () -> {
          Long heard = lastHeard.get(peer);
          if (heard != null && heard <= noticed) {
            forget(peer);
          }
        });
  }

  private void forget(NodeId peer) {
    lastHeard.remove(peer);
    agenda.note("unreachable", () -> self + " lost " + peer);
    receiver.ifPresent(r -> r.onUnreachable(peer));
  }
}
