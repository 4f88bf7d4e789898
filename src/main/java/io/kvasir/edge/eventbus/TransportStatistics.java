package io.kvasir.edge.eventbus;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a transport did since its start: counters that only grow, readable from any thread. */
public final class TransportStatistics {
  /** Why an envelope that arrived was dropped. */
  public enum Drop {
    /** Not an envelope. */
    MALFORMED,
    /** Of a wire version that this node does not know. */
    OTHER_VERSION,
    /** Of another cluster. */
    OTHER_CLUSTER,
    /** Of a node that is not in this node's cluster, and nothing about founding one. */
    OTHER_CLUSTER_ID,
    /** Of a node that is not in the table, or has this node's id. */
    UNKNOWN_SENDER,
    /** To a former life of this node, or of a former life of the peer. */
    OLD_SESSION
  }

  final LongAdder messagesSent = new LongAdder();
  final LongAdder messagesReceived = new LongAdder();
  final LongAdder messagesRefused = new LongAdder();
  final LongAdder messagesDropped = new LongAdder();
  final LongAdder messagesUnreadable = new LongAdder();
  final LongAdder envelopesSent = new LongAdder();
  final LongAdder emptyEnvelopesSent = new LongAdder();
  final LongAdder envelopesReceived = new LongAdder();
  final LongAdder envelopesExpired = new LongAdder();
  final LongAdder envelopesFailed = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder peersLost = new LongAdder();
  private final Map<Drop, LongAdder> drops = new EnumMap<>(Drop.class);

  TransportStatistics() {
    for (Drop drop : Drop.values()) {
      drops.put(drop, new LongAdder());
    }
  }

  void drop(Drop reason) {
    counter(reason).increment();
  }

  private LongAdder counter(Drop reason) {
    LongAdder counter = drops.get(reason);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + reason);
    }
    return counter;
  }

  /** Messages handed to the bus. */
  public long messagesSent() {
    return messagesSent.sum();
  }

  /** Messages delivered to this node. */
  public long messagesReceived() {
    return messagesReceived.sum();
  }

  /** Messages that were not accepted: the peer unknown or out of reach, or its queue full. */
  public long messagesRefused() {
    return messagesRefused.sum();
  }

  /** Messages that were accepted and dropped when their peer went out of reach. */
  public long messagesDropped() {
    return messagesDropped.sum();
  }

  /** Messages that arrived and could not be decoded. */
  public long messagesUnreadable() {
    return messagesUnreadable.sum();
  }

  /** Envelopes with messages handed to the bus. */
  public long envelopesSent() {
    return envelopesSent.sum();
  }

  /** Heartbeats and acknowledgements handed to the bus. */
  public long emptyEnvelopesSent() {
    return emptyEnvelopesSent.sum();
  }

  /** Envelopes that arrived, the dropped ones included. */
  public long envelopesReceived() {
    return envelopesReceived.sum();
  }

  /** Envelopes with messages that were not acknowledged in time; they may have arrived or not. */
  public long envelopesExpired() {
    return envelopesExpired.sum();
  }

  /** Envelopes that the bus could not write. */
  public long envelopesFailed() {
    return envelopesFailed.sum();
  }

  /** Bytes of envelopes handed to the bus. */
  public long bytesSent() {
    return bytesSent.sum();
  }

  /** Bytes of envelopes that arrived. */
  public long bytesReceived() {
    return bytesReceived.sum();
  }

  /** How often a peer went out of reach or began a new life. */
  public long peersLost() {
    return peersLost.sum();
  }

  /** Envelopes that arrived and were dropped for {@code reason}. */
  public long envelopesDropped(Drop reason) {
    return counter(reason).sum();
  }
}
