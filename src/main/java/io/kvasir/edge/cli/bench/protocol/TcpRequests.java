package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Operation;

/** The requests of Kvasir's client protocol; numbers are those of {@code client.proto}. */
final class TcpRequests {
  private static final int ID = 1;
  private static final int OPTIONS = 2;
  private static final int PUT = 10;
  private static final int GET = 11;
  private static final int SET_ADD = 20;
  private static final int INCREMENT = 30;
  private static final int HELLO = 60;
  private static final int TRANSACTION = 81;
  private static final int SCAN = 90;
  private static final int WATCH = 91;
  private static final int BUCKET = 1;
  private static final int KEY = 2;
  private static final int VALUE = 3;
  private static final int ELEMENT = 3;
  private static final int ELEMENTS = 4;
  private static final int AMOUNT = 3;
  private static final int SCAN_FROM = 3;
  private static final int SCAN_LIMIT = 5;
  private static final int SESSION = 10;
  private static final int SESSION_TOKENS = 1;
  private static final byte[] NOTHING = {};

  private final byte[] bucket;
  private final byte[] reads;
  private final byte[] writes;
  private final boolean session;
  private final Values values;
  private byte[] token = NOTHING;

  TcpRequests(RequestOptions options, Values values) {
    this.bucket = Ascii.bytes(options.bucket());
    this.reads = TcpOptions.ofReads(options);
    this.writes = TcpOptions.ofWrites(options);
    this.session = options.consistency().filter(Consistency.SESSION::equals).isPresent();
    this.values = values;
  }

  /** The token of the latest answer. */
  void token(byte[] next) {
    token = next;
  }

  boolean isSession() {
    return session;
  }

  static void hello(int id, Output out) {
    int frame = Proto.beginFrame(out);
    Proto.number(ID, id, out);
    int hello = Proto.begin(HELLO, out);
    Proto.number(1, 1, out);
    Proto.number(2, 1, out);
    Proto.end(hello, out);
    Proto.endFrame(frame, out);
  }

  void watch(int id, Output out) {
    int frame = Proto.beginFrame(out);
    Proto.number(ID, id, out);
    int watch = Proto.begin(WATCH, out);
    Proto.bytes(BUCKET, bucket, out);
    Proto.end(watch, out);
    Proto.endFrame(frame, out);
  }

  void write(Operation operation, int id, Output out) {
    int frame = Proto.beginFrame(out);
    Proto.number(ID, id, out);
    switch (operation.step()) {
      case GET -> {
        options(reads, session, out);
        Proto.end(of(GET, operation, out), out);
      }
      case PUT, INSERT -> put(operation, out);
      case INCREMENT -> {
        options(writes, session, out);
        int body = of(INCREMENT, operation, out);
        Proto.number(AMOUNT, 1, out);
        Proto.end(body, out);
      }
      case ADD, FILL -> add(operation, out);
      case SCAN -> scan(operation, out);
      case TXN -> {
        options(NOTHING, session, out);
        int body = Proto.begin(TRANSACTION, out);
        Proto.bytes(BUCKET, bucket, out);
        TcpTransaction.write(operation, values, out);
        Proto.end(body, out);
      }
      case RMW, EVENT, FETCH -> throw new IllegalArgumentException(operation.step().word());
    }
    Proto.endFrame(frame, out);
  }

  private void options(byte[] fixed, boolean inSession, Output out) {
    if (fixed.length == 0 && !inSession) {
      return;
    }
    int begun = Proto.begin(OPTIONS, out);
    out.add(fixed);
    if (inSession) {
      int inner = Proto.begin(SESSION, out);
      if (token.length > 0) {
        Proto.bytes(SESSION_TOKENS, token, out);
      }
      Proto.end(inner, out);
    }
    Proto.end(begun, out);
  }

  /** Begins a request about a key of the bucket. */
  private int of(int request, Operation operation, Output out) {
    int body = Proto.begin(request, out);
    Proto.bytes(BUCKET, bucket, out);
    Proto.begin(KEY, Keys.BYTES, out);
    Keys.write(operation.key(), out);
    return body;
  }

  private void put(Operation operation, Output out) {
    options(writes, session, out);
    int body = of(PUT, operation, out);
    Proto.begin(VALUE, values.size(), out);
    values.write(operation, out);
    Proto.end(body, out);
  }

  private void add(Operation operation, Output out) {
    options(writes, session, out);
    int body = of(SET_ADD, operation, out);
    int field = operation.count() == 1 ? ELEMENT : ELEMENTS;
    for (int n = 0; n < operation.count(); n++) {
      Proto.begin(field, Keys.ELEMENT_BYTES, out);
      Keys.element(operation.from() + n, out);
    }
    Proto.end(body, out);
  }

  private void scan(Operation operation, Output out) {
    options(reads, false, out);
    int body = Proto.begin(SCAN, out);
    Proto.bytes(BUCKET, bucket, out);
    Proto.begin(SCAN_FROM, Keys.BYTES, out);
    Keys.write(operation.key(), out);
    Proto.number(SCAN_LIMIT, operation.count(), out);
    Proto.end(body, out);
  }
}
