package io.kvasir.core.consensus;

/** The group did what it must never do. */
final class SimViolation extends AssertionError {
  private static final long serialVersionUID = 1;

  SimViolation(String what) {
    super(what);
  }

  /** Cheap when all is well: the arguments are put together only for a message. */
  @SuppressWarnings("AnnotateFormatMethod") // its annotations are no dependency of the tests
  static void unless(boolean condition, String what, Object... arguments) {
    if (!condition) {
      throw new SimViolation(String.format(what, arguments));
    }
  }
}
