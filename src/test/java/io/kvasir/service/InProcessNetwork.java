package io.kvasir.service;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Messages between nodes of one process, in order, unless one of them is cut off. */
public final class InProcessNetwork implements AutoCloseable {
  private final Map<NodeId, Transport.Receiver> receivers = new ConcurrentHashMap<>();
  private final Map<NodeId, ExecutorService> inboxes = new ConcurrentHashMap<>();
  private final Set<NodeId> cut = ConcurrentHashMap.newKeySet();

  /** What a node sends by. */
  public Transport of(NodeId self) {
    return new Transport() {
      @Override
      public boolean send(NodeId to, PeerMessage message) {
        if (!isReachable(to)) {
          return false;
        }
        inboxes.get(to).execute(() -> deliver(self, to, message));
        return true;
      }

      @Override
      public boolean isReachable(NodeId peer) {
        return receivers.containsKey(peer) && !cut.contains(peer) && !cut.contains(self);
      }

      @Override
      public void listen(Receiver receiver) {
        inboxes.put(self, Executors.newSingleThreadExecutor());
        receivers.put(self, receiver);
      }
    };
  }

  private void deliver(NodeId from, NodeId to, PeerMessage message) {
    Transport.Receiver receiver = receivers.get(to);
    if (receiver != null && !cut.contains(from) && !cut.contains(to)) {
      receiver.onMessage(from, message);
    }
  }

  /** Nobody hears of the node any more, nor it of anybody. */
  public void cutOff(NodeId node) {
    cut.add(node);
    receivers.forEach(
        (other, receiver) -> {
          if (other.equals(node)) {
            receivers.keySet().forEach(receiver::onUnreachable);
          } else {
            receiver.onUnreachable(node);
          }
        });
  }

  public void heal() {
    cut.clear();
  }

  @Override
  public void close() {
    inboxes.values().forEach(ExecutorService::shutdownNow);
  }
}
