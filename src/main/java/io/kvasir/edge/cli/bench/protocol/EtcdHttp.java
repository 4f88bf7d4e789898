package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Operation;

/** The gateway of etcd: JSON over HTTP, keys and values in base64. */
final class EtcdHttp implements HttpDialect {
  private static final byte[] FOUND = Ascii.bytes("\"kvs\"");
  private static final byte[] KEY = Ascii.bytes("{\"key\":\"");
  private static final byte[] VALUE = Ascii.bytes("\",\"value\":\"");
  private static final byte[] END = Ascii.bytes("\"}");
  private static final byte[] STALE_END = Ascii.bytes("\",\"serializable\":true}");
  private static final byte[] RANGE_END = Ascii.bytes("\",\"range_end\":\"");
  private static final byte[] LIMIT = Ascii.bytes("\",\"limit\":");
  private static final byte[] COMPARE = Ascii.bytes("{\"compare\":[");
  private static final byte[] IS_THERE =
      Ascii.bytes("\",\"target\":\"VERSION\",\"result\":\"GREATER\",\"version\":\"0\"}");
  private static final byte[] SUCCESS = Ascii.bytes("],\"success\":[");
  private static final byte[] FAILURE = Ascii.bytes("],\"failure\":[");
  private static final byte[] LISTS_END = Ascii.bytes("]}");
  private static final byte[] RANGE = Ascii.bytes("{\"request_range\":{\"key\":\"");
  private static final byte[] PUT = Ascii.bytes("{\"request_put\":{\"key\":\"");
  private static final byte[] STEP_END = Ascii.bytes("\"}}");

  private final Base64Text texts;
  private final boolean stale;
  private final byte[] put;
  private final byte[] range;
  private final byte[] txn;
  private final Output body = new Output();

  EtcdHttp(RequestOptions options, Endpoint endpoint, Values values) {
    this.texts = new Base64Text(options.bucket(), values);
    this.stale = options.consistency().filter(Consistency.STALE::equals).isPresent();
    String rest =
        " HTTP/1.1\r\nHost: "
            + endpoint.authority()
            + "\r\nContent-Type: application/json\r\nContent-Length: ";
    this.put = Ascii.bytes("POST /v3/kv/put" + rest);
    this.range = Ascii.bytes("POST /v3/kv/range" + rest);
    this.txn = Ascii.bytes("POST /v3/kv/txn" + rest);
  }

  @Override
  public void write(Operation operation, Output out) {
    body.clear();
    switch (operation.step()) {
      case GET -> {
        key(KEY, operation.key());
        body.add(stale ? STALE_END : END);
        send(range, out);
      }
      case PUT, INSERT -> {
        key(KEY, operation.key());
        body.add(VALUE);
        texts.value(body);
        body.add(END);
        send(put, out);
      }
      case SCAN -> {
        key(KEY, operation.key());
        body.add(RANGE_END);
        texts.end(body);
        body.add(LIMIT).number(operation.count());
        body.add(stale ? STALE_END : END, 1, (stale ? STALE_END : END).length - 1);
        send(range, out);
      }
      case TXN -> {
        transaction(operation);
        send(txn, out);
      }
      case RMW, INCREMENT, ADD, FILL, EVENT, FETCH ->
          throw new IllegalArgumentException(operation.step().word());
    }
  }

  private void key(byte[] before, long key) {
    body.add(before);
    texts.key(key, body);
  }

  private void send(byte[] head, Output out) {
    out.add(head).number(body.size()).add(Ascii.HEAD_END).add(body.array(), 0, body.size());
  }

  private void transaction(Operation operation) {
    body.add(COMPARE);
    each(operation, KEY, IS_THERE);
    body.add(SUCCESS);
    each(operation, RANGE, STEP_END);
    body.add(',');
    puts(operation);
    body.add(FAILURE);
    puts(operation);
    body.add(LISTS_END);
  }

  private void each(Operation operation, byte[] before, byte[] behind) {
    boolean more = false;
    for (long key : operation.keys()) {
      comma(more);
      key(before, key);
      body.add(behind);
      more = true;
    }
  }

  private void puts(Operation operation) {
    boolean more = false;
    for (long key : operation.keys()) {
      comma(more);
      key(PUT, key);
      body.add(VALUE);
      texts.value(body);
      body.add(STEP_END);
      more = true;
    }
  }

  private void comma(boolean more) {
    if (more) {
      body.add(',');
    }
  }

  @Override
  public boolean wantsBody(Kind step, int status) {
    return step == Kind.GET && status < FIRST_OF_FAILURES;
  }

  @Override
  public void judge(Kind step, int status, Text text, Answers answers) {
    if (status >= FIRST_OF_FAILURES) {
      answers.failed(Answers.NEXT, Integer.toString(status));
    } else if (step == Kind.GET && !text.contains(FOUND)) {
      answers.missed(Answers.NEXT);
    } else {
      answers.succeeded(Answers.NEXT);
    }
  }
}
