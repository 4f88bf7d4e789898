package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Operation;
import java.util.ArrayList;
import java.util.List;

/** Kvasir's HTTP interface. Requests are put together of parts that are made once. */
final class KvasirHttp implements HttpDialect {
  private static final String TOKEN_HEADER = "kvasir-session:";
  private static final String END = "\r\n\r\n";

  private final Values values;
  private final SessionToken token;
  private final boolean raw;
  private final boolean session;
  private final byte[] get;
  private final byte[] put;
  private final byte[] post;
  private final byte[] scan;
  private final byte[] txn;
  private final byte[] readEnd;
  private final byte[] readQuery;
  private final byte[] putEnd;
  private final byte[] writeQuery;
  private final byte[] incrementPath;
  private final byte[] incrementEnd;
  private final byte[] addPath;
  private final byte[] jsonEnd;
  private final byte[] scanLimit;
  private final byte[] scanEnd;
  private final Output body = new Output();

  KvasirHttp(RequestOptions options, Endpoint endpoint, Values values) {
    this.values = values;
    this.raw = options.raw();
    this.session = options.consistency().filter(Consistency.SESSION::equals).isPresent();
    this.token = new SessionToken(TOKEN_HEADER);
    String bucket = "/bucket/" + options.bucket();
    String rest = " HTTP/1.1\r\nHost: " + endpoint.authority() + "\r\n";
    int length = raw ? values.size() : values.size() + "{\"value\":\"\"}".length();
    this.get = Ascii.bytes("GET " + bucket + "/");
    this.put = Ascii.bytes("PUT " + bucket + "/");
    this.post = Ascii.bytes("POST " + bucket + "/");
    this.scan = Ascii.bytes("GET " + bucket + "?from=");
    this.scanLimit = Ascii.bytes(Query.of(readParameters(options, false), "&limit="));
    this.txn = Ascii.bytes("POST " + bucket + "/_txn");
    this.readQuery = Ascii.bytes(Query.of(readParameters(options, true), ""));
    this.readEnd = Ascii.bytes(rest + (raw ? "Accept: application/octet-stream" + END : "\r\n"));
    this.scanEnd = Ascii.bytes(rest + "\r\n");
    this.writeQuery = Ascii.bytes(Query.of(writeParameters(options), ""));
    String type = raw ? "application/octet-stream" : "application/json";
    this.putEnd =
        Ascii.bytes(rest + "Content-Type: " + type + "\r\nContent-Length: " + length + END);
    this.incrementPath = Ascii.bytes("/increment");
    this.incrementEnd = Ascii.bytes(rest + "Content-Length: 0" + END);
    this.addPath = Ascii.bytes("/add");
    this.jsonEnd = Ascii.bytes(rest + "Content-Type: application/json\r\nContent-Length: ");
  }

  private static List<String> readParameters(RequestOptions options, boolean ofKeys) {
    List<String> all = new ArrayList<>();
    options.readQuorum().ifPresent(r -> all.add("r=" + r));
    options
        .consistency()
        .filter(level -> ofKeys || level != Consistency.SESSION)
        .ifPresent(level -> all.add("consistency=" + level.word()));
    return all;
  }

  private static List<String> writeParameters(RequestOptions options) {
    List<String> all = new ArrayList<>();
    options.writeQuorum().ifPresent(w -> all.add("w=" + w));
    options
        .consistency()
        .filter(Consistency.SESSION::equals)
        .ifPresent(level -> all.add("consistency=" + level.word()));
    return all;
  }

  @Override
  public void write(Operation operation, Output out) {
    switch (operation.step()) {
      case GET -> {
        key(get, operation, out);
        query(readQuery, out);
        out.add(readEnd);
      }
      case PUT, INSERT -> put(operation, out);
      case INCREMENT -> {
        key(post, operation, out);
        out.add(incrementPath);
        query(writeQuery, out);
        out.add(incrementEnd);
      }
      case ADD, FILL -> add(operation, out);
      case SCAN -> {
        out.add(scan);
        Keys.write(operation.key(), out);
        out.add(scanLimit).number(operation.count()).add(scanEnd);
      }
      case TXN -> txn(operation, out);
      case RMW, EVENT, FETCH -> throw new IllegalArgumentException(operation.step().word());
    }
  }

  private static void key(byte[] before, Operation operation, Output out) {
    out.add(before);
    Keys.write(operation.key(), out);
  }

  private void query(byte[] fixed, Output out) {
    out.add(fixed);
    if (session) {
      token.write(out);
    }
  }

  private void put(Operation operation, Output out) {
    key(put, operation, out);
    query(writeQuery, out);
    out.add(putEnd);
    if (raw) {
      values.write(operation, out);
    } else {
      KvasirJson.value(operation, values, out);
    }
  }

  private void add(Operation operation, Output out) {
    body.clear();
    KvasirJson.elements(operation, body);
    key(post, operation, out);
    out.add(addPath);
    query(writeQuery, out);
    content(out);
  }

  private void txn(Operation operation, Output out) {
    body.clear();
    KvasirJson.transaction(operation, values, body);
    out.add(txn);
    query(writeQuery, out);
    content(out);
  }

  private void content(Output out) {
    out.add(jsonEnd).number(body.size()).add(Ascii.HEAD_END).add(body.array(), 0, body.size());
  }

  @Override
  public void judge(Kind step, int status, Text text, Answers answers) {
    if (status < FIRST_OF_FAILURES) {
      answers.succeeded(Answers.NEXT);
    } else {
      Problems.judge(step, status, text, answers);
    }
  }

  @Override
  public boolean wantsHeaders() {
    return session;
  }

  @Override
  public void header(byte[] bytes, int from, int to) {
    token.read(bytes, from, to);
  }
}
