package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Operation;

/** A watch over HTTP: server-sent events without end. */
final class HttpWatch implements Codec, HttpDecoder.Sink {
  private static final int OK = 200;

  private final byte[] request;
  private final Answers answers;
  private final HttpDecoder decoder = new HttpDecoder(this);
  private final MarkScanner scanner;
  private boolean told;

  HttpWatch(String bucket, Endpoint endpoint, Answers answers) {
    this.request =
        Ascii.bytes(
            "GET /bucket/"
                + bucket
                + "/_watch HTTP/1.1\r\nHost: "
                + endpoint.authority()
                + "\r\nAccept: text/event-stream\r\n\r\n");
    this.answers = answers;
    this.scanner = new MarkScanner(answers);
  }

  @Override
  public void greet(Output out) {
    out.add(request);
  }

  @Override
  public void encode(Operation operation, int place, Output out) {
    throw new IllegalStateException("a watch has no requests");
  }

  @Override
  public int decode(byte[] bytes, int from, int to) throws BadAnswer {
    return decoder.decode(bytes, from, to);
  }

  @Override
  public boolean wantsBody(int status) {
    return status == OK;
  }

  @Override
  public void part(byte[] bytes, int from, int to) {
    if (!told) {
      told = true;
      answers.watching();
    }
    scanner.feed(bytes, from, to);
  }

  @Override
  public void end(int status, boolean last) {
    answers.ended(status == OK ? "watch ended" : Integer.toString(status));
  }
}
