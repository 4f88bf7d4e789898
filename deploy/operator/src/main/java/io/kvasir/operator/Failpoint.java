package io.kvasir.operator;

/** Hears where a reconciliation is; a test ends the operator there. */
@FunctionalInterface
public interface Failpoint {
  Failpoint NONE = place -> {};

  /**
   * Hears of a place.
   *
   * @param place {@code before} or {@code after}, a colon, and the name of the step
   */
  void reach(String place);
}
