package io.kvasir.edge.eventbus;

import java.util.ArrayDeque;

/**
 * The envelopes to one peer that are not acknowledged yet. While the window is full messages wait
 * and gather in the queue, so that the next envelope carries many. It opens again by
 * acknowledgement or by time, so that a lost envelope never closes it for good. One owner.
 */
final class SendWindow {
  private record Sent(long sequence, int bytes, long atMillis) {}

  private final int maxEnvelopes;
  private final int maxBytes;
  private final ArrayDeque<Sent> unacked = new ArrayDeque<>();
  private long lastSequence;
  private long bytes;

  SendWindow(int maxEnvelopes, int maxBytes) {
    this.maxEnvelopes = maxEnvelopes;
    this.maxBytes = maxBytes;
  }

  /** Whether one more envelope may leave, of whatever size. */
  boolean isOpen() {
    return unacked.size() < maxEnvelopes && bytes < maxBytes;
  }

  /** The sequence of the envelope that leaves next. */
  long nextSequence() {
    return lastSequence + 1;
  }

  void sent(int envelopeBytes, long nowMillis) {
    lastSequence++;
    unacked.add(new Sent(lastSequence, envelopeBytes, nowMillis));
    bytes += envelopeBytes;
  }

  /** The peer has all up to {@code sequence}, or will never get what is missing. */
  void acked(long sequence) {
    while (!unacked.isEmpty() && unacked.peek().sequence() <= sequence) {
      bytes -= unacked.remove().bytes();
    }
  }

  /** Gives up on what was sent at {@code millis} or before; returns how many envelopes. */
  int expire(long millis) {
    int expired = 0;
    while (!unacked.isEmpty() && unacked.peek().atMillis() <= millis) {
      bytes -= unacked.remove().bytes();
      expired++;
    }
    return expired;
  }

  /** Forgets all that was sent; sequences go on ascending. */
  void clear() {
    unacked.clear();
    bytes = 0;
  }
}
