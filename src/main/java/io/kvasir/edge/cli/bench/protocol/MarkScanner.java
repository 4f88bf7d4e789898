package io.kvasir.edge.cli.bench.protocol;

/** Finds the numbers of marked values in a stream of bytes, whatever else is in it. */
final class MarkScanner {
  private static final int OUTSIDE = -1;

  private final Answers answers;
  private int digits = OUTSIDE;
  private long number;

  MarkScanner(Answers answers) {
    this.answers = answers;
  }

  void feed(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      byte b = bytes[at];
      if (b == Values.MARK) {
        mark();
      } else if (digits >= 0) {
        digit(b);
      }
    }
  }

  private void mark() {
    if (digits == Values.NUMBER_DIGITS) {
      answers.seen(number);
      digits = OUTSIDE;
    } else {
      digits = 0;
      number = 0;
    }
  }

  private void digit(byte b) {
    if (b >= '0' && b <= '9' && digits < Values.NUMBER_DIGITS) {
      number = number * 10 + b - '0';
      digits++;
    } else {
      digits = OUTSIDE;
    }
  }
}
