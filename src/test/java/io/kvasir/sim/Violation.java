package io.kvasir.sim;

/** The cluster did what it must never do. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1;

  Violation(String what) {
    super(what);
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotations are no dependency of the tests
  static void unless(boolean condition, String what, Object... arguments) {
    if (!condition) {
      throw new Violation(String.format(what, arguments));
    }
  }
}
