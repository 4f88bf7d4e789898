package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Operation;

/** HTTP/1.1 with one request under way. */
final class HttpCodec implements Codec, HttpDecoder.Sink {
  private final HttpDialect dialect;
  private final HttpDecoder decoder = new HttpDecoder(this);
  private final Text body = new Text();
  private final Answers answers;
  private Kind step = Kind.GET;
  private boolean asked;

  HttpCodec(HttpDialect dialect, Answers answers) {
    this.dialect = dialect;
    this.answers = answers;
  }

  @Override
  public void encode(Operation operation, int place, Output out) {
    step = operation.step();
    asked = true;
    dialect.write(operation, out);
  }

  @Override
  public int decode(byte[] bytes, int from, int to) throws BadAnswer {
    if (!asked) {
      throw new BadAnswer("an answer to nothing");
    }
    return decoder.decode(bytes, from, to);
  }

  @Override
  public void end() {
    decoder.end();
  }

  @Override
  public boolean wantsHeaders() {
    return dialect.wantsHeaders();
  }

  @Override
  public void header(byte[] bytes, int from, int to) {
    dialect.header(bytes, from, to);
  }

  @Override
  public boolean wantsBody(int status) {
    return dialect.wantsBody(step, status);
  }

  @Override
  public void begin(int status) {
    body.clear();
  }

  @Override
  public void part(byte[] bytes, int from, int to) {
    body.add(bytes, from, to);
  }

  @Override
  public void end(int status, boolean last) {
    asked = false;
    dialect.judge(step, status, body, answers);
    if (last) {
      answers.closing();
    }
  }
}
