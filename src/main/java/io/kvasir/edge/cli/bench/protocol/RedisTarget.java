package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Redis. */
final class RedisTarget implements Target {
  private static final int PIPELINED = 1_024;

  private final RequestOptions options;
  private final byte[] supply;
  private final AtomicInteger connections = new AtomicInteger();

  RedisTarget(RequestOptions options) {
    this.options = options;
    this.supply = Values.supply(options.seed());
  }

  @Override
  public String word() {
    return "redis";
  }

  @Override
  public Set<Kind> kinds() {
    return EnumSet.of(
        Kind.GET, Kind.PUT, Kind.INSERT, Kind.RMW, Kind.INCREMENT, Kind.ADD, Kind.FILL);
  }

  @Override
  public int inFlight() {
    return PIPELINED;
  }

  @Override
  public Codec codec(Endpoint endpoint, Answers answers) {
    Values values = new Values(supply, options.valueBytes(), connections.getAndIncrement());
    return new RedisCodec(new RedisRequests(options.bucket(), values), answers);
  }
}
