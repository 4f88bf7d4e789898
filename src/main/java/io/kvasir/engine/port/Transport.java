package io.kvasir.engine.port;

import io.kvasir.core.node.NodeId;

/**
 * Messages between the nodes of a cluster. Never blocks, never throws. A message that was accepted
 * may still be lost, repeated or overtaken; all protocols allow for that.
 */
public interface Transport {
  /**
   * Queues a message.
   *
   * @return false when it certainly will not leave this node: the peer is unknown or out of reach,
   *     or its queue is full
   */
  boolean send(NodeId to, PeerMessage message);

  /** Whether the peer was heard of lately. A guess about the present, nothing more. */
  boolean isReachable(NodeId peer);

  /** Starts delivery. Called once, before the first send. */
  void listen(Receiver receiver);

  /** Where messages arrive, on any thread. Must not block. */
  interface Receiver {
    void onMessage(NodeId from, PeerMessage message);

    /** The peer was not heard of for a while; what it owes will likely not come. */
    void onUnreachable(NodeId peer);
  }
}
