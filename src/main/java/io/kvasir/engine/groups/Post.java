package io.kvasir.engine.groups;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import java.util.function.LongSupplier;

/**
 * Sends what groups say, together with what this node takes for the time.
 *
 * @param clock milliseconds since 1970
 */
record Post(Transport transport, LongSupplier clock) {
  /** False when the message certainly does not leave this node. */
  boolean send(NodeId to, GroupMessage message) {
    return transport.send(to, new PeerMessage.OfGroup(message, clock.getAsLong()));
  }
}
