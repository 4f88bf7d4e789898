package io.kvasir.edge.cli.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often ranks are drawn, beside the formula. */
class ZipfianTest {
  private static final int DRAWS = 200_000;

  private static double zeta(long n, double theta) {
    double sum = 0;
    for (long i = 1; i <= n; i++) {
      sum += Math.pow((double) i, -theta);
    }
    return sum;
  }

  private static int[] counts(Zipfian zipfian, int size) {
    SplittableRandom random = new SplittableRandom(7);
    int[] counts = new int[size];
    for (int n = 0; n < DRAWS; n++) {
      counts[(int) zipfian.next(random)]++;
    }
    return counts;
  }

  /** Within five standard deviations of how often it is to be drawn. */
  private static void require(int count, double share) {
    double expected = DRAWS * share;
    assertThat((double) count).isCloseTo(expected, within(5 * Math.sqrt(expected * (1 - share))));
  }

  @ParameterizedTest
  @CsvSource({"1000, 0.99", "1000, 0.5", "100000, 0.99", "3, 0.8"})
  void theTwoMostFrequentRanksAreThoseOfTheFormula(int size, double theta) {
    int[] counts = counts(new Zipfian(size, theta), size);

    double zeta = zeta(size, theta);
    require(counts[0], 1 / zeta);
    require(counts[1], Math.pow(2, -theta) / zeta);
  }

  @Test
  void theOthersAreNearIt() {
    int size = 1_000;
    double theta = 0.9;
    int[] counts = counts(new Zipfian(size, theta), size);

    double zeta = zeta(size, theta);
    for (int most : new int[] {10, 100, 500}) {
      int count = 0;
      for (int rank = 0; rank < most; rank++) {
        count += counts[rank];
      }
      double share = zeta(most, theta) / zeta;
      assertThat((double) count / DRAWS).as("below " + most).isCloseTo(share, within(0.04));
    }
    assertThat(counts[size - 1]).as("the last one is drawn, too").isLessThan(counts[10]);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "10"})
  void drawsEveryOneOfFewRanksAndNoOther(int size) {
    assertThat(counts(new Zipfian(size, 0.6), size)).doesNotContain(0);
  }

  @Test
  void growsAsIfItHadBeenAsLargeFromTheBeginning() {
    Zipfian grown = new Zipfian(100, 0.99);
    grown.grow(150);
    grown.grow(90_000);
    Zipfian large = new Zipfian(90_000, 0.99);
    SplittableRandom one = new SplittableRandom(3);
    SplittableRandom other = new SplittableRandom(3);
    for (int n = 0; n < 10_000; n++) {
      assertThat((double) grown.next(one)).isCloseTo((double) large.next(other), within(1.0));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0.99", "9999, 0.99", "10001, 0.99", "200000, 0.99", "200000, 0.01"})
  void zetaIsTheSum(long n, double theta) {
    double sum = zeta(n, theta);

    assertThat(Zeta.of(n, theta)).isCloseTo(sum, within(sum * 1e-10));
    assertThat(Zeta.grown(zeta(1, theta), 1, n, theta)).isCloseTo(sum, within(sum * 1e-10));
  }
}
