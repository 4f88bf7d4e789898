package io.kvasir.engine.port;

import io.kvasir.core.membership.Datagram;
import io.kvasir.core.node.Endpoint;

/**
 * Datagrams between the nodes of one cluster. Never blocks, never throws. What is sent may be lost,
 * repeated or overtaken.
 */
public interface Datagrams {
  void send(Endpoint to, Datagram datagram);

  /** Starts delivery. Called once. */
  void listen(Receiver receiver);

  /** Where datagrams of this cluster arrive, on any thread. Must not block. */
  interface Receiver {
    /**
     * A datagram arrived.
     *
     * @param from where its sender gets answers
     * @return false when it cannot be taken now
     */
    boolean onDatagram(Endpoint from, Datagram datagram);
  }
}
