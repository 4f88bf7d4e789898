package io.kvasir.engine;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.Liveness;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;

/**
 * Whom it makes sense to ask: whom the transport hears of, but not who was found dead or stopped
 * just now. Of these the transport gets to know a little later; if it hears of one after that,
 * datagrams are lost where messages are not, and the messages count.
 */
final class Reach {
  /** The transport takes no longer than this to notice that a peer is silent. */
  private static final long TRANSPORT_NOTICES_MILLIS = 2_500;

  private final NodeId self;
  private final Transport transport;
  private final Liveness liveness;
  private final Timers timers;

  Reach(NodeId self, Transport transport, Liveness liveness, Timers timers) {
    this.self = self;
    this.transport = transport;
    this.liveness = liveness;
    this.timers = timers;
  }

  /** Always so of this node itself. */
  boolean covers(NodeId node) {
    return node.equals(self) || (transport.isReachable(node) && !isJustGone(node));
  }

  private boolean isJustGone(NodeId node) {
    return liveness
        .of(node)
        .filter(Liveness.Sight::isGone)
        .filter(sight -> sight.since().millisUntil(timers.now()) < TRANSPORT_NOTICES_MILLIS)
        .isPresent();
  }
}
