package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import java.util.EnumSet;
import java.util.Set;

/** etcd by its gateway. */
final class EtcdTarget implements Target {
  private final RequestOptions options;
  private final ValueSource values;

  EtcdTarget(RequestOptions options) {
    this.options = options;
    this.values = new ValueSource(options);
  }

  @Override
  public String word() {
    return "etcd";
  }

  @Override
  public Set<Kind> kinds() {
    return EnumSet.of(Kind.GET, Kind.PUT, Kind.INSERT, Kind.RMW, Kind.SCAN, Kind.TXN);
  }

  @Override
  public int inFlight() {
    return 1;
  }

  @Override
  public Codec codec(Endpoint endpoint, Answers answers) {
    return new HttpCodec(new EtcdHttp(options, endpoint, values.next()), answers);
  }
}
