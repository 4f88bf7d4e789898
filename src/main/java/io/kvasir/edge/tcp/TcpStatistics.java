package io.kvasir.edge.tcp;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the listener counts since the node started. From any thread. */
public final class TcpStatistics {
  /** Why connections end. */
  public enum End {
    /** The client hung up, or is gone. */
    CLIENT,
    /** There were too many connections. */
    REFUSED,
    OVERSIZED_FRAME,
    MALFORMED_FRAME,
    SLOW_FRAME,
    SLOW_READER,
    OVERLOADED,
    IDLE,
    /** The node stopped. */
    STOPPED
  }

  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder bytesReceived = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  private final Map<End, LongAdder> ended = new EnumMap<>(End.class);

  public TcpStatistics() {
    for (End end : End.values()) {
      ended.put(end, new LongAdder());
    }
  }

  /** One more client, unless that makes more than {@code limit}. */
  boolean onOpen(int limit) {
    boolean admitted = open.incrementAndGet() <= limit;
    if (admitted) {
      accepted.increment();
    }
    return admitted;
  }

  void onEnd(End end) {
    open.decrementAndGet();
    counter(end).increment();
  }

  private LongAdder counter(End end) {
    LongAdder counter = ended.get(end);
    if (counter == null) {
      throw new IllegalStateException("nothing counts " + end);
    }
    return counter;
  }

  void onReceived(int bytes) {
    bytesReceived.add(bytes);
  }

  void onSent(int bytes) {
    bytesSent.add(bytes);
  }

  /** Connections now. */
  public int open() {
    return open.get();
  }

  public long accepted() {
    return accepted.sum();
  }

  public long ended(End end) {
    return counter(end).sum();
  }

  public long bytesReceived() {
    return bytesReceived.sum();
  }

  public long bytesSent() {
    return bytesSent.sum();
  }
}
