package io.kvasir.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BinaryOperator;

/**
 * What every join must fulfil, checked on given states. One place for all lattices of Kvasir, so
 * that a new one is tested by listing its states.
 */
public final class LatticeLaws {
  private LatticeLaws() {}

  /**
   * Checks all states, all pairs and all triples of {@code states}.
   *
   * @throws AssertionError when a law is broken
   */
  public static <T> void hold(BinaryOperator<T> join, List<T> states) {
    for (T a : states) {
      assertThat(join.apply(a, a)).as("idempotent: %s", a).isEqualTo(a);
      for (T b : states) {
        holdForPair(join, a, b);
        T ab = join.apply(a, b);
        for (T c : states) {
          T left = join.apply(ab, c);
          T right = join.apply(a, join.apply(b, c));
          if (!left.equals(right)) {
            assertThat(left).as("associative: %s, %s, %s", a, b, c).isEqualTo(right);
          }
        }
      }
    }
  }

  private static <T> void holdForPair(BinaryOperator<T> join, T a, T b) {
    T joined = join.apply(a, b);
    T swapped = join.apply(b, a);
    if (!joined.equals(swapped) || joined.hashCode() != swapped.hashCode()) {
      assertThat(joined).as("commutative: %s, %s", a, b).isEqualTo(swapped);
      assertThat(joined).as("commutative hash: %s, %s", a, b).hasSameHashCodeAs(swapped);
    }
    T absorbed = join.apply(joined, a);
    if (!absorbed.equals(joined)) {
      assertThat(absorbed).as("upper bound: %s, %s", a, b).isEqualTo(joined);
    }
  }
}
