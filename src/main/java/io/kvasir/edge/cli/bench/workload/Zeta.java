package io.kvasir.edge.cli.bench.workload;

/**
 * {@code ζ(n, θ) = Σ 1/i^θ} for i from 1 to n. The first terms are added; the rest is an integral
 * with the first corrections of Euler and Maclaurin, whose error is below 10⁻¹² then.
 */
final class Zeta {
  private static final long ADDED = 10_000;

  private Zeta() {}

  static double of(long n, double theta) {
    long head = Math.min(n, ADDED);
    double sum = sum(1, head, theta);
    return n == head ? sum : sum + tail((double) head, (double) n, theta);
  }

  /** The sum for {@code larger}, from that for {@code n}. */
  static double grown(double zeta, long n, long larger, double theta) {
    return larger - n <= ADDED ? zeta + sum(n + 1, larger, theta) : of(larger, theta);
  }

  private static double sum(long from, long to, double theta) {
    double sum = 0;
    for (long i = from; i <= to; i++) {
      sum += Math.pow((double) i, -theta);
    }
    return sum;
  }

  /** Of the terms above {@code a}, up to {@code b}. */
  private static double tail(double a, double b, double theta) {
    double integral = (Math.pow(b, 1 - theta) - Math.pow(a, 1 - theta)) / (1 - theta);
    double ends = (Math.pow(b, -theta) - Math.pow(a, -theta)) / 2;
    double slopes = theta * (Math.pow(a, -theta - 1) - Math.pow(b, -theta - 1)) / 12;
    return integral + ends + slopes;
  }
}
