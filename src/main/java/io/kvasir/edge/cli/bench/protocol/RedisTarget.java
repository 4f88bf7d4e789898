package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import java.util.EnumSet;
import java.util.Set;

/** Redis. */
final class RedisTarget implements Target {
  private static final int PIPELINED = 1_024;

  private final RequestOptions options;
  private final ValueSource values;

  RedisTarget(RequestOptions options) {
    this.options = options;
    this.values = new ValueSource(options);
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
    return new RedisCodec(new RedisRequests(options.bucket(), values.next()), answers);
  }
}
