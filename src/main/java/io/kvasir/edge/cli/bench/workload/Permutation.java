package io.kvasir.edge.cli.bench.workload;

/**
 * Deals the numbers below {@code size} out anew, each exactly once: {@code n · factor mod size},
 * where factor and size have no common divisor, and the factor is near the golden section, so that
 * neighbours come to lie far apart.
 */
final class Permutation {
  private static final double GOLDEN = 0.6180339887498949;

  private final long size;
  private final long factor;

  /**
   * @param size 1 to 2³¹
   */
  Permutation(long size) {
    this.size = size;
    long candidate = Math.max(1, Math.round(size * GOLDEN));
    while (divisor(candidate, size) != 1) {
      candidate++;
    }
    this.factor = candidate;
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  long of(long number) {
    return number * factor % size;
  }
}
