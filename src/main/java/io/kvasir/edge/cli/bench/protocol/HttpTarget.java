package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Kvasir over HTTP. */
final class HttpTarget implements Target {
  private final RequestOptions options;
  private final ValueSource values;

  HttpTarget(RequestOptions options) {
    this.options = options;
    this.values = new ValueSource(options);
  }

  @Override
  public String word() {
    return "http";
  }

  @Override
  public Set<Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Kind.FETCH));
  }

  @Override
  public int inFlight() {
    return 1;
  }

  @Override
  public Codec codec(Endpoint endpoint, Answers answers) {
    return new HttpCodec(new KvasirHttp(options, endpoint, values.next()), answers);
  }

  @Override
  public Optional<Codec> watch(Endpoint endpoint, Answers answers) {
    return Optional.of(new HttpWatch(options.bucket(), endpoint, answers));
  }
}
