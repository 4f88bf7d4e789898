package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Operation;
import java.util.EnumSet;
import java.util.Set;

/** Any URL that can be fetched over HTTP. */
final class UrlTarget implements Target {
  private static final int FIRST_OF_ERRORS = 400;

  @Override
  public String word() {
    return "url";
  }

  @Override
  public Set<Kind> kinds() {
    return EnumSet.of(Kind.FETCH);
  }

  @Override
  public int inFlight() {
    return 1;
  }

  @Override
  public Codec codec(Endpoint endpoint, Answers answers) {
    return new HttpCodec(new Fetch(endpoint), answers);
  }

  /** One request, over and over. */
  private static final class Fetch implements HttpDialect {
    private final byte[] request;

    Fetch(Endpoint endpoint) {
      request =
          Ascii.bytes(
              "GET " + endpoint.path() + " HTTP/1.1\r\nHost: " + endpoint.authority() + "\r\n\r\n");
    }

    @Override
    public void write(Operation operation, Output out) {
      out.add(request);
    }

    @Override
    public boolean wantsBody(Kind step, int status) {
      return false;
    }

    @Override
    public void judge(Kind step, int status, Text body, Answers answers) {
      if (status < FIRST_OF_ERRORS) {
        answers.succeeded(Answers.NEXT);
      } else {
        answers.failed(Answers.NEXT, Integer.toString(status));
      }
    }
  }
}
