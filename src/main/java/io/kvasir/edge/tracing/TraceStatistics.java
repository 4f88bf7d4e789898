package io.kvasir.edge.tracing;

import java.util.concurrent.atomic.LongAdder;

/** What became of spans since the start. */
public final class TraceStatistics {
  final LongAdder exported = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder failed = new LongAdder();

  /** The collector has them. */
  public long exported() {
    return exported.sum();
  }

  /** The queue was full. */
  public long dropped() {
    return dropped.sum();
  }

  /** The collector did not take them in time. */
  public long failed() {
    return failed.sum();
  }
}
