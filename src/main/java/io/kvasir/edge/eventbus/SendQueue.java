package io.kvasir.edge.eventbus;

import io.kvasir.edge.wire.EncodedMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages that wait for one peer, bounded by number and by bytes, but for the last of them, so
 * that none is too large to be sent ever; closed, and then empty, while the peer is out of reach.
 * Any thread may offer.
 */
final class SendQueue {
  private final int maxMessages;
  private final int maxBytes;
  private final ArrayDeque<EncodedMessage> messages = new ArrayDeque<>();
  private long bytes;
  private boolean open;

  SendQueue(int maxMessages, int maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /** False when the queue is closed or has no room. */
  synchronized boolean offer(EncodedMessage message) {
    if (!open || messages.size() >= maxMessages || bytes >= maxBytes) {
      return false;
    }
    messages.add(message);
    bytes += message.size();
    return true;
  }

  /** Takes the oldest messages: as many as fit into {@code limitBytes}, but at least one. */
  synchronized List<EncodedMessage> take(int limitBytes) {
    List<EncodedMessage> taken = new ArrayList<>();
    long takenBytes = 0;
    for (EncodedMessage next = messages.peek();
        next != null && (taken.isEmpty() || takenBytes + next.size() <= limitBytes);
        next = messages.peek()) {
      taken.add(messages.remove());
      takenBytes += next.size();
    }
    bytes -= takenBytes;
    return taken;
  }

  synchronized void open() {
    open = true;
  }

  /** Refuses what comes from now on, and drops what waits; returns how many messages that were. */
  synchronized int close() {
    int dropped = messages.size();
    open = false;
    messages.clear();
    bytes = 0;
    return dropped;
  }

  synchronized boolean isOpen() {
    return open;
  }

  synchronized boolean isEmpty() {
    return messages.isEmpty();
  }

  synchronized int size() {
    return messages.size();
  }
}
