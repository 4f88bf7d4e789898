package io.kvasir.edge.cli.bench.protocol;

/** Numbers that say how long something is. */
final class Digits {
  private static final int MOST = 15;

  private Digits() {}

  /**
   * Reads a number, around which there may be blanks.
   *
   * @param radix 10 or 16
   * @throws BadAnswer if there is none, or one of more than 15 digits
   */
  static long number(byte[] bytes, int from, int to, int radix) throws BadAnswer {
    int at = from;
    int end = to;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    while (end > at && bytes[end - 1] == ' ') {
      end--;
    }
    if (at == end || end - at > MOST) {
      throw new BadAnswer("no length");
    }
    long number = 0;
    for (; at < end; at++) {
      int digit = Character.digit(bytes[at], radix);
      if (digit < 0) {
        throw new BadAnswer("no length");
      }
      number = number * radix + digit;
    }
    return number;
  }
}
