package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Kvasir's client protocol. */
final class TcpTarget implements Target {
  private final RequestOptions options;
  private final byte[] supply;
  private final AtomicInteger connections = new AtomicInteger();

  TcpTarget(RequestOptions options) {
    this.options = options;
    this.supply = Values.supply(options.seed());
  }

  @Override
  public String word() {
    return "tcp";
  }

  @Override
  public Set<Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Kind.FETCH));
  }

  @Override
  public int inFlight() {
    boolean session = options.consistency().filter(Consistency.SESSION::equals).isPresent();
    return session ? 1 : TcpCodec.PLACES;
  }

  @Override
  public boolean inOrder() {
    return false;
  }

  @Override
  public Codec codec(Endpoint endpoint, Answers answers) {
    return new TcpCodec(requests(), answers);
  }

  private TcpRequests requests() {
    Values values = new Values(supply, options.valueBytes(), connections.getAndIncrement());
    return new TcpRequests(options, values);
  }

  @Override
  public Optional<Codec> watch(Endpoint endpoint, Answers answers) {
    return Optional.of(new TcpWatch(requests(), answers));
  }
}
