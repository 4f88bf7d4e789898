package io.kvasir.engine;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import java.util.SortedSet;
import java.util.TreeSet;

/** The other nodes, as the data path sees them. */
final class Peers {
  private final Transport transport;
  private final Reach reach;

  Peers(Transport transport, Reach reach) {
    this.transport = transport;
    this.reach = reach;
  }

  /** False when the message certainly does not leave this node. */
  boolean send(NodeId to, ReplicaMessage message) {
    return transport.send(to, new PeerMessage.OfReplica(message));
  }

  SortedSet<NodeId> unreachableOf(PreferenceList nodes) {
    TreeSet<NodeId> unreachable = new TreeSet<>();
    for (NodeId node : nodes.nodes()) {
      if (!reach.covers(node)) {
        unreachable.add(node);
      }
    }
    return unreachable;
  }
}
