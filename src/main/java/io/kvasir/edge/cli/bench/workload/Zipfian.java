package io.kvasir.edge.cli.bench.workload;

import java.util.SplittableRandom;

/**
 * Draws ranks from 0, where rank {@code i} is drawn in proportion to {@code 1/(i+1)^θ}: Gray et
 * al., "Quickly generating billion-record synthetic databases", SIGMOD 1994, section 3.2. Ranks 0
 * and 1 are exact, the others approximate.
 */
final class Zipfian {
  private final double theta;
  private final double alpha;
  private final double two;
  private long size;
  private double zeta;
  private double eta;

  /**
   * @param size how many ranks, at least 1
   * @param theta above 0, below 1
   */
  Zipfian(long size, double theta) {
    this.theta = theta;
    this.alpha = 1 / (1 - theta);
    this.two = 1 + Math.pow(0.5, theta);
    this.size = size;
    this.zeta = Zeta.of(size, theta);
    this.eta = eta();
  }

  private double eta() {
    return size <= 2 ? 0 : (1 - Math.pow(2.0 / size, 1 - theta)) / (1 - two / zeta);
  }

  /** Draws from more ranks from now on. */
  void grow(long larger) {
    if (larger > size) {
      zeta = Zeta.grown(zeta, size, larger, theta);
      size = larger;
      eta = eta();
    }
  }

  long next(SplittableRandom random) {
    double u = random.nextDouble();
    double uz = u * zeta;
    if (uz < 1 || size == 1) {
      return 0;
    }
    if (uz < two || size == 2) {
      return 1;
    }
    return Math.min(size - 1, (long) (size * Math.pow(eta * u - eta + 1, alpha)));
  }
}
