package io.kvasir.edge.cli.bench.workload;

import java.util.concurrent.atomic.AtomicLong;

/** How far keys have been inserted; shared by all event loops of a load. */
public final class Frontier {
  private final AtomicLong next;
  private final AtomicLong known;

  /**
   * Begins behind keys that are there.
   *
   * @param keys those that are there at the beginning, at least 1
   */
  public Frontier(long keys) {
    this.next = new AtomicLong(keys);
    this.known = new AtomicLong(keys);
  }

  /** A key that nobody has inserted. */
  long claim() {
    return next.getAndIncrement();
  }

  /** An insert was acknowledged; inserts that failed leave a key that is not found later. */
  public void inserted() {
    known.incrementAndGet();
  }

  long known() {
    return known.get();
  }
}
