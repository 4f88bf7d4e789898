package io.kvasir.edge.eventbus;

/**
 * What one peer sent and does not know to have arrived. An acknowledgement rides on the next
 * envelope to the peer; when so much is owed that the peer's window may be closing, it leaves at
 * once. One owner.
 */
final class OwedAcks {
  private final int urgentEnvelopes;
  private final int urgentBytes;
  private long received;
  private int envelopes;
  private long bytes;

  OwedAcks(int urgentEnvelopes, int urgentBytes) {
    this.urgentEnvelopes = urgentEnvelopes;
    this.urgentBytes = urgentBytes;
  }

  void receive(long sequence, int envelopeBytes) {
    received = Math.max(received, sequence);
    envelopes++;
    bytes += envelopeBytes;
  }

  boolean isDue() {
    return envelopes > 0;
  }

  boolean isUrgent() {
    return envelopes >= urgentEnvelopes || bytes >= urgentBytes;
  }

  /** The highest sequence received, for an envelope that leaves now; nothing is owed then. */
  long pay() {
    envelopes = 0;
    bytes = 0;
    return received;
  }

  /** The peer began a new life and with it new sequences. */
  void clear() {
    received = 0;
    envelopes = 0;
    bytes = 0;
  }
}
