package io.kvasir.edge.cli.bench.protocol;

import java.util.concurrent.atomic.AtomicInteger;

/** Gives each connection values of its own, all from one supply. For any thread. */
final class ValueSource {
  private final byte[] supply;
  private final int size;
  private final AtomicInteger connections = new AtomicInteger();

  ValueSource(RequestOptions options) {
    this.supply = Values.supply(options.seed());
    this.size = options.valueBytes();
  }

  Values next() {
    return new Values(supply, size, connections.getAndIncrement());
  }
}
