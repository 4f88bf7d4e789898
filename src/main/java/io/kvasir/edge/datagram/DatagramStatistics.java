package io.kvasir.edge.datagram;

import io.kvasir.edge.wire.Misfit;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a socket did since it was opened: counters that only grow, readable from any thread. */
public final class DatagramStatistics {
  /** Why a datagram did not leave this node, or was not delivered to it. */
  public enum Drop {
    /** Arrived: no datagram of Kvasir. */
    FOREIGN,
    /** Arrived: of another version. */
    OTHER_VERSION,
    /** Arrived: altered on its way. */
    DAMAGED,
    /** Arrived: of another cluster, or this node is in none. */
    OTHER_CLUSTER,
    /** Arrived: not what it should be. */
    MALFORMED,
    /** Arrived: faster than this node could take it. */
    OVERLOADED,
    /** To be sent: too many wait. */
    QUEUE_FULL,
    /** To be sent: the host's address is not known yet, or no more. */
    UNRESOLVED,
    /** To be sent: refused by the operating system. */
    REFUSED
  }

  final LongAdder sent = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  private final Map<Drop, LongAdder> drops = new EnumMap<>(Drop.class);

  DatagramStatistics() {
    for (Drop drop : Drop.values()) {
      drops.put(drop, new LongAdder());
    }
  }

  void drop(Misfit reason) {
    drop(
        switch (reason) {
          case FOREIGN -> Drop.FOREIGN;
          case OTHER_VERSION -> Drop.OTHER_VERSION;
          case DAMAGED -> Drop.DAMAGED;
          case OTHER_CLUSTER -> Drop.OTHER_CLUSTER;
          case MALFORMED -> Drop.MALFORMED;
        });
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

  /** Datagrams handed to the operating system. */
  public long sent() {
    return sent.sum();
  }

  /** Datagrams that arrived, the dropped ones included. */
  public long received() {
    return received.sum();
  }

  public long bytesSent() {
    return bytesSent.sum();
  }

  public long bytesReceived() {
    return bytesReceived.sum();
  }

  public long dropped(Drop reason) {
    return counter(reason).sum();
  }
}
