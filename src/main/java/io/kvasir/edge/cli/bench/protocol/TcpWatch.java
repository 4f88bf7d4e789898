package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Operation;

/** A watch over Kvasir's client protocol. */
final class TcpWatch implements Codec, FrameDecoder.Sink {
  private static final int HELLO_ID = 1;
  private static final int WATCH_ID = 2;
  private static final int ERROR = 50;
  private static final int ERROR_CODE = 1;
  private static final int WATCH = 91;

  private final TcpRequests requests;
  private final Answers answers;
  private final FrameDecoder frames = new FrameDecoder(this);
  private final ProtoReader reader = new ProtoReader();
  private final MarkScanner scanner;

  TcpWatch(TcpRequests requests, Answers answers) {
    this.requests = requests;
    this.answers = answers;
    this.scanner = new MarkScanner(answers);
  }

  @Override
  public void greet(Output out) {
    TcpRequests.hello(HELLO_ID, out);
    requests.watch(WATCH_ID, out);
  }

  @Override
  public void encode(Operation operation, int place, Output out) {
    throw new IllegalStateException("a watch has no requests");
  }

  @Override
  public int decode(byte[] bytes, int from, int to) throws BadAnswer {
    return frames.decode(bytes, from, to);
  }

  @Override
  public void frame(byte[] bytes, int from, int to) throws BadAnswer {
    reader.over(bytes, from, to);
    while (reader.next()) {
      if (reader.field() == ERROR) {
        answers.ended(ProtoReader.text(bytes, reader.from(), reader.to(), ERROR_CODE));
        return;
      }
      if (reader.field() == WATCH) {
        answers.watching();
      }
    }
    scanner.feed(bytes, from, to);
  }

  @Override
  public void rest(byte[] bytes, int from, int to) {
    scanner.feed(bytes, from, to);
  }
}
