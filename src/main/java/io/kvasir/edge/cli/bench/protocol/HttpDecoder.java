package io.kvasir.edge.cli.bench.protocol;

import java.nio.charset.StandardCharsets;

/**
 * Reads HTTP/1.1 answers (RFC 9112): of their heads what is needed to find their ends, and of their
 * bodies the first bytes, for whoever asks.
 */
final class HttpDecoder {
  /** Takes answers in their order. */
  interface Sink {
    /** A body begins, of an answer with this status. */
    default void begin(int status) {}

    /** A part of a body; called only where {@link #wantsBody} says so. */
    default void part(byte[] bytes, int from, int to) {}

    /** A line of a head, without its end. */
    default void header(byte[] bytes, int from, int to) {}

    /** An answer is whole; {@code last} when the server ends the connection behind it. */
    void end(int status, boolean last);

    /** Whether an answer's body is looked at. */
    boolean wantsBody(int status);

    /** Whether the lines of heads are looked at. */
    default boolean wantsHeaders() {
      return false;
    }
  }

  private enum State {
    HEAD,
    BODY,
    UNTIL_END,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER
  }

  private static final int MAX_HEAD_BYTES = 65_536;
  private static final int STATUS_AT = 9;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int FIRST_FINAL = 200;
  private static final byte[] LENGTH = ascii("content-length:");
  private static final byte[] ENCODING = ascii("transfer-encoding:");
  private static final byte[] CONNECTION = ascii("connection:");
  private static final byte[] CLOSE = ascii("close");
  private static final byte[] CHUNKED = ascii("chunked");

  private final Sink sink;
  private State state = State.HEAD;
  private int status;
  private long left;
  private boolean last;
  private boolean chunked;
  private boolean wanted;

  HttpDecoder(Sink sink) {
    this.sink = sink;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  int decode(byte[] bytes, int from, int to) throws BadAnswer {
    int at = from;
    while (at < to) {
      int next =
          switch (state) {
            case HEAD -> head(bytes, at, to);
            case BODY -> body(bytes, at, to);
            case UNTIL_END -> part(bytes, at, to, to);
            case CHUNK_SIZE -> chunkSize(bytes, at, to);
            case CHUNK -> chunk(bytes, at, to);
            case CHUNK_END -> chunkEnd(bytes, at, to);
            case TRAILER -> trailer(bytes, at, to);
          };
      if (next == at) {
        return at;
      }
      at = next;
    }
    return at;
  }

  /** The connection has ended; that is the end of a body without a length. */
  void end() {
    if (state == State.UNTIL_END) {
      finish();
    }
  }

  private int head(byte[] bytes, int from, int to) throws BadAnswer {
    int line = lineEnd(bytes, from, to);
    if (line < 0) {
      return incomplete(from, to);
    }
    begin(bytes, from, line);
    int at = line + 1;
    while (true) {
      int end = lineEnd(bytes, at, to);
      if (end < 0) {
        return incomplete(from, to);
      }
      int length = (end > at && bytes[end - 1] == '\r' ? end - 1 : end) - at;
      if (length == 0) {
        headEnds();
        return end + 1;
      }
      header(bytes, at, at + length);
      at = end + 1;
    }
  }

  private static int incomplete(int from, int to) throws BadAnswer {
    if (to - from > MAX_HEAD_BYTES) {
      throw new BadAnswer("a head of more than 64 KiB");
    }
    return from;
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** The status line: {@code HTTP/1.1 200 OK}. */
  private void begin(byte[] bytes, int from, int end) throws BadAnswer {
    boolean http =
        end - from >= STATUS_AT + 3
            && bytes[from] == 'H'
            && bytes[from + 1] == 'T'
            && bytes[from + 5] == '1'
            && bytes[from + STATUS_AT - 1] == ' ';
    if (!http) {
      throw new BadAnswer("no status line");
    }
    status = (int) Digits.number(bytes, from + STATUS_AT, from + STATUS_AT + 3, 10);
    left = -1;
    chunked = false;
    last = bytes[from + 7] == '0';
  }

  private void header(byte[] bytes, int from, int to) throws BadAnswer {
    int first = bytes[from] | 0x20;
    if (first == 'c') {
      if (begins(bytes, from, to, LENGTH)) {
        left = Digits.number(bytes, from + LENGTH.length, to, 10);
      } else if (begins(bytes, from, to, CONNECTION)) {
        last |= contains(bytes, from + CONNECTION.length, to, CLOSE);
      }
    } else if (first == 't' && begins(bytes, from, to, ENCODING)) {
      chunked = contains(bytes, from + ENCODING.length, to, CHUNKED);
    }
    if (sink.wantsHeaders()) {
      sink.header(bytes, from, to);
    }
  }

  /** Whether a line begins with a name in lower case, in whatever case itself. */
  static boolean begins(byte[] bytes, int from, int to, byte[] name) {
    if (to - from < name.length) {
      return false;
    }
    for (int at = 0; at < name.length; at++) {
      if (lower(bytes[from + at]) != name[at]) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(byte[] bytes, int from, int to, byte[] word) {
    for (int at = from; at <= to - word.length; at++) {
      if (begins(bytes, at, to, word)) {
        return true;
      }
    }
    return false;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
  }

  private void headEnds() {
    if (status < FIRST_FINAL) {
      state = State.HEAD;
      return;
    }
    wanted = sink.wantsBody(status);
    sink.begin(status);
    if (status == NO_CONTENT || status == NOT_MODIFIED || (left == 0 && !chunked)) {
      finish();
    } else if (chunked) {
      state = State.CHUNK_SIZE;
    } else if (left > 0) {
      state = State.BODY;
    } else {
      state = State.UNTIL_END;
      last = true;
    }
  }

  private void finish() {
    state = State.HEAD;
    sink.end(status, last);
  }

  private int part(byte[] bytes, int from, int to, int end) {
    int stop = Math.min(to, end);
    if (wanted) {
      sink.part(bytes, from, stop);
    }
    return stop;
  }

  private int body(byte[] bytes, int from, int to) {
    int stop = part(bytes, from, to, (int) Math.min(Integer.MAX_VALUE, from + left));
    left -= stop - from;
    if (left == 0) {
      finish();
    }
    return stop;
  }

  private int chunkSize(byte[] bytes, int from, int to) throws BadAnswer {
    int end = lineEnd(bytes, from, to);
    if (end < 0) {
      return incomplete(from, to);
    }
    int size = from;
    while (size < end && bytes[size] != '\r' && bytes[size] != ';') {
      size++;
    }
    left = Digits.number(bytes, from, size, 16);
    state = left == 0 ? State.TRAILER : State.CHUNK;
    return end + 1;
  }

  private int chunk(byte[] bytes, int from, int to) {
    int stop = part(bytes, from, to, (int) Math.min(Integer.MAX_VALUE, from + left));
    left -= stop - from;
    if (left == 0) {
      state = State.CHUNK_END;
    }
    return stop;
  }

  private int chunkEnd(byte[] bytes, int from, int to) throws BadAnswer {
    int at = bytes[from] == '\r' ? from + 1 : from;
    if (at == to) {
      return from;
    }
    if (bytes[at] != '\n') {
      throw new BadAnswer("a chunk does not end");
    }
    state = State.CHUNK_SIZE;
    return at + 1;
  }

  private int trailer(byte[] bytes, int from, int to) throws BadAnswer {
    int end = lineEnd(bytes, from, to);
    if (end < 0) {
      return incomplete(from, to);
    }
    if (end - from <= 1) {
      finish();
    }
    return end + 1;
  }
}
