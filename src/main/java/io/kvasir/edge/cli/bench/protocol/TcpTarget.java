package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Kvasir's client protocol. */
final class TcpTarget implements Target {
  private final RequestOptions options;
  private final ValueSource values;

  TcpTarget(RequestOptions options) {
    this.options = options;
    this.values = new ValueSource(options);
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
    return new TcpRequests(options, values.next());
  }

  @Override
  public Optional<Codec> watch(Endpoint endpoint, Answers answers) {
    return Optional.of(new TcpWatch(requests(), answers));
  }
}
