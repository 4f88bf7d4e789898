package io.kvasir.edge.cli.bench.protocol;

/** How keys are named: {@code k} and ten digits, so that their order is that of their numbers. */
final class Keys {
  static final int DIGITS = 10;
  static final int BYTES = DIGITS + 1;

  /** An element of a set: {@code e} and eight digits. */
  static final int ELEMENT_DIGITS = 8;

  static final int ELEMENT_BYTES = ELEMENT_DIGITS + 1;

  private Keys() {}

  static void write(long key, Output out) {
    out.add('k').digits(key, DIGITS);
  }

  static void element(int number, Output out) {
    out.add('e').digits(number, ELEMENT_DIGITS);
  }
}
