package io.kvasir.contract;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import java.util.ArrayList;
import java.util.List;

/** A receiver that remembers all it is told, in order. Any thread. */
public final class Inbox implements Transport.Receiver {
  private record Received(NodeId from, PeerMessage message) {}

  private final List<Received> received = new ArrayList<>();
  private final List<NodeId> lost = new ArrayList<>();

  @Override
  public synchronized void onMessage(NodeId from, PeerMessage message) {
    received.add(new Received(from, message));
  }

  @Override
  public synchronized void onUnreachable(NodeId peer) {
    lost.add(peer);
  }

  public synchronized int size() {
    return received.size();
  }

  public synchronized List<PeerMessage> messagesFrom(NodeId from) {
    return received.stream().filter(r -> r.from().equals(from)).map(Received::message).toList();
  }

  public synchronized long lostCount(NodeId peer) {
    return lost.stream().filter(peer::equals).count();
  }
}
