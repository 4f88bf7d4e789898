package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Operation;
import java.nio.charset.StandardCharsets;

/** Redis' protocol, RESP 2, pipelined. */
final class RedisCodec implements Codec {
  private static final int MAX_LINE_BYTES = 16_384;

  private static final byte[] LINE = Ascii.bytes("\r\n");

  private final RedisRequests requests;
  private final Answers answers;
  private long skip;

  RedisCodec(RedisRequests requests, Answers answers) {
    this.requests = requests;
    this.answers = answers;
  }

  @Override
  public void encode(Operation operation, int place, Output out) {
    requests.write(operation, out);
  }

  @Override
  public int decode(byte[] bytes, int from, int to) throws BadAnswer {
    int at = skipped(from, to);
    while (at < to) {
      int end = lineEnd(bytes, at, to);
      if (end < 0) {
        return at;
      }
      answer(bytes, at, end);
      at = skipped(end + LINE.length, to);
    }
    return at;
  }

  /** Goes over a value, which counts as answered when all of it has come. */
  private int skipped(int from, int to) {
    if (skip == 0) {
      return from;
    }
    int stop = (int) Math.min(to, from + skip);
    skip -= stop - from;
    if (skip == 0) {
      answers.succeeded(Answers.NEXT);
    }
    return stop;
  }

  private static int lineEnd(byte[] bytes, int from, int to) throws BadAnswer {
    for (int at = from; at < to - 1; at++) {
      if (bytes[at] == '\r' && bytes[at + 1] == '\n') {
        return at;
      }
    }
    if (to - from > MAX_LINE_BYTES) {
      throw new BadAnswer("a line of more than 16 KiB");
    }
    return -1;
  }

  private void answer(byte[] bytes, int from, int end) throws BadAnswer {
    switch (bytes[from]) {
      case '+', ':' -> answers.succeeded(Answers.NEXT);
      case '-' -> answers.failed(Answers.NEXT, word(bytes, from + 1, end));
      case '$' -> {
        if (bytes[from + 1] == '-') {
          answers.missed(Answers.NEXT);
        } else {
          skip = Digits.number(bytes, from + 1, end, 10) + LINE.length;
        }
      }
      default -> throw new BadAnswer("no answer of Redis");
    }
  }

  private static String word(byte[] bytes, int from, int end) throws BadAnswer {
    if (from >= end) {
      throw new BadAnswer("an error without a name");
    }
    String line = new String(bytes, from, end - from, StandardCharsets.UTF_8);
    int blank = line.indexOf(' ');
    return blank < 0 ? line : line.substring(0, blank);
  }
}
