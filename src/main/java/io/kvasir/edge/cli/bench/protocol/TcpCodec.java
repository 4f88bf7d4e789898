package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Operation;

/** Kvasir's client protocol, with answers as they are ready: a request's id tells its place. */
final class TcpCodec implements Codec, FrameDecoder.Sink {
  /** The most requests at a time; above are the ids of what is no operation. */
  static final int PLACES = 1_024;

  private static final int HELLO_ID = 1 << 20;
  private static final int ID = 1;
  private static final int PROVENANCE = 2;
  private static final int NOT_FOUND = 12;
  private static final int ERROR = 50;
  private static final int ERROR_CODE = 1;

  private final TcpRequests requests;
  private final Answers answers;
  private final FrameDecoder frames = new FrameDecoder(this);
  private final ProtoReader reader = new ProtoReader();

  TcpCodec(TcpRequests requests, Answers answers) {
    this.requests = requests;
    this.answers = answers;
  }

  @Override
  public void greet(Output out) {
    TcpRequests.hello(HELLO_ID, out);
  }

  @Override
  public void encode(Operation operation, int place, Output out) {
    requests.write(operation, place + 1, out);
  }

  @Override
  public int decode(byte[] bytes, int from, int to) throws BadAnswer {
    return frames.decode(bytes, from, to);
  }

  @Override
  public void frame(byte[] bytes, int from, int to) throws BadAnswer {
    reader.over(bytes, from, to);
    int id = 0;
    while (reader.next()) {
      if (reader.field() == ID) {
        id = (int) reader.number();
      } else if (reader.field() == PROVENANCE) {
        session(bytes);
      } else {
        answer(id, bytes);
        return;
      }
    }
    throw new BadAnswer("an answer without a body");
  }

  private void session(byte[] bytes) throws BadAnswer {
    if (requests.isSession()) {
      TcpSession.token(bytes, reader.from(), reader.to()).ifPresent(requests::token);
    }
  }

  private void answer(int id, byte[] bytes) throws BadAnswer {
    if (reader.field() == ERROR) {
      String code = ProtoReader.text(bytes, reader.from(), reader.to(), ERROR_CODE);
      if (id == 0 || id == HELLO_ID) {
        answers.ended(code);
      } else {
        answers.failed(place(id), code);
      }
    } else if (id != HELLO_ID) {
      if (reader.field() == NOT_FOUND) {
        answers.missed(place(id));
      } else {
        answers.succeeded(place(id));
      }
    }
  }

  private static int place(int id) throws BadAnswer {
    if (id < 1 || id > PLACES) {
      throw new BadAnswer("an answer to nothing");
    }
    return id - 1;
  }
}
