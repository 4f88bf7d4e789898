package io.kvasir.engine;

import io.kvasir.core.burial.BurialMessage;
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
  private final Graves graves;

  /**
   * @param epoch of the topology that this node works on
   * @param agreedMillis what this node takes for the time
   */
  Peers(
      Transport transport,
      Reach reach,
      LongSupplier epoch,
      LongSupplier agreedMillis,
      Graves graves) {
    this.graves = graves;
    this.agreedMillis = agreedMillis;
    this.epoch = epoch;
    this.transport = transport;
    this.reach = reach;
  }

  /** False when the message certainly does not leave this node. */
  boolean send(NodeId to, ReplicaMessage message) {
    return send(to, message, graves.clock());
  }

  /**
   * As above, of what carries a state.
   *
   * @param asOf the reading of the burial clock when the state was read, or begun to be asked for
   */
  boolean send(NodeId to, ReplicaMessage message, long asOf) {
    return transport.send(
        to, new PeerMessage.OfReplica(message, epoch.getAsLong(), agreedMillis.getAsLong(), asOf));
  }

  /** As with {@link #send(NodeId, ReplicaMessage, long)}. */
  boolean send(NodeId to, RepairMessage message, long asOf) {
    return transport.send(to, new PeerMessage.OfRepair(message, asOf));
  }

  /** False when the message certainly does not leave this node. */
  boolean send(NodeId to, BurialMessage message) {
    return transport.send(to, new PeerMessage.OfBurial(message));
  }

  /** The latest reading of the burial clock. */
  long clock() {
    return graves.clock();
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
