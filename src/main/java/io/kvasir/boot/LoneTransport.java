package io.kvasir.boot;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import jakarta.inject.Singleton;

/** The transport of a node without peers. */
@Singleton
final class LoneTransport implements Transport {
  @Override
  public boolean send(NodeId to, PeerMessage message) {
    return false;
  }

  @Override
  public boolean isReachable(NodeId peer) {
    return false;
  }

  @Override
  public void listen(Receiver receiver) {}
}
