package io.kvasir.engine;

import io.kvasir.core.gossip.RepairMessage;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** The other nodes, as the data path sees them. */
final class Peers {
  private final Transport transport;
  private final Reach reach;
  private final LongSupplier epoch;
  private final LongSupplier agreedMillis;

  /**
   * @param epoch of the topology that this node works on
   * @param agreedMillis what this node takes for the time
   */
  Peers(Transport transport, Reach reach, LongSupplier epoch, LongSupplier agreedMillis) {
    this.agreedMillis = agreedMillis;
    this.epoch = epoch;
    this.transport = transport;
    this.reach = reach;
  }

  /** False when the message certainly does not leave this node. */
  boolean send(NodeId to, ReplicaMessage message) {
    return transport.send(
        to, new PeerMessage.OfReplica(message, epoch.getAsLong(), agreedMillis.getAsLong()));
  }

  /** False when the message certainly does not leave this node. */
  boolean send(NodeId to, RepairMessage message) {
    return transport.send(to, new PeerMessage.OfRepair(message));
  }

  boolean isReachable(NodeId node) {
    return transport.isReachable(node);
  }

  SortedSet<NodeId> unreachableOf(Collection<NodeId> nodes) {
    TreeSet<NodeId> unreachable = new TreeSet<>();
    for (NodeId node : nodes) {
      if (!reach.covers(node)) {
        unreachable.add(node);
      }
    }
    return unreachable;
  }
}
