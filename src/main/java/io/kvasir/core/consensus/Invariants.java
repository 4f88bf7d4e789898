package io.kvasir.core.consensus;

import java.util.function.Supplier;

/** What must hold whatever happens. Checked in production: going on would break a promise. */
final class Invariants {
  private Invariants() {}

  /**
   * Goes on only when {@code holds}.
   *
   * @throws IllegalStateException when it does not: a bug, or storage that altered what it was
   *     given
   */
  static void require(boolean holds, Supplier<String> what) {
    if (!holds) {
      throw new IllegalStateException("broken invariant: " + what.get());
    }
  }
}
