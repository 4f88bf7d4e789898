package io.kvasir.edge.cli.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which keys are chosen, and how often. */
class DistributionTest {
  private static final int DRAWS = 100_000;

  private static int[] counts(KeyChooser chooser, int keys) {
    SplittableRandom random = new SplittableRandom(11);
    int[] counts = new int[keys];
    for (int n = 0; n < DRAWS; n++) {
      counts[(int) chooser.next(random)]++;
    }
    return counts;
  }

  @ParameterizedTest
  @EnumSource
  void staysAmongTheKeys(Distribution distribution) {
    for (int keys : new int[] {1, 2, 3, 100}) {
      Frontier frontier = new Frontier(keys);
      counts(distribution.chooser(keys, 0.99, frontier, 1, 3), keys);
    }
  }

  @Test
  void uniformIsEven() {
    for (int count : counts(KeyChooser.uniform(10), 10)) {
      assertThat((double) count).isCloseTo(DRAWS / 10.0, within(5 * Math.sqrt(DRAWS * 0.09)));
    }
  }

  @Test
  void zipfianHasFewKeysThatAreNoNeighbours() {
    int[] counts = counts(KeyChooser.zipfian(1_000, 0.99), 1_000);

    int[] sorted = counts.clone();
    Arrays.sort(sorted);
    int ten = Arrays.stream(sorted, 990, 1_000).sum();
    assertThat(ten).isGreaterThan(DRAWS / 4);
    int most = sorted[999];
    int second = sorted[998];
    int at =
        LongStream.range(0, 1_000)
            .mapToInt(n -> (int) n)
            .filter(n -> counts[n] == most)
            .findFirst()
            .orElseThrow();
    int next =
        LongStream.range(0, 1_000)
            .mapToInt(n -> (int) n)
            .filter(n -> counts[n] == second)
            .findFirst()
            .orElseThrow();
    assertThat(Math.abs(at - next)).isGreaterThan(100);
  }

  @Test
  void latestFollowsWhatIsInserted() {
    Frontier frontier = new Frontier(50);
    KeyChooser chooser = KeyChooser.latest(frontier, 0.99);
    int[] before = counts(chooser, 50);
    for (int n = 0; n < 50; n++) {
      assertThat(frontier.claim()).isEqualTo(50 + n);
      frontier.inserted();
    }
    int[] behind = counts(chooser, 100);

    assertThat(before[49]).isEqualTo(Arrays.stream(before).max().orElseThrow());
    assertThat(before[49]).isGreaterThan(DRAWS / 6);
    assertThat(behind[99]).isEqualTo(Arrays.stream(behind).max().orElseThrow());
    assertThat(behind[0]).isLessThan(behind[90]);
  }

  @Test
  void whatIsNotAcknowledgedIsNotRead() {
    Frontier frontier = new Frontier(5);
    KeyChooser chooser = KeyChooser.latest(frontier, 0.5);
    frontier.claim();

    assertThat(counts(chooser, 5)[4]).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"10, 1", "10, 2", "7, 3", "1, 2"})
  void sequentialTakesEveryKeyInTurn(int keys, int loops) {
    SplittableRandom random = new SplittableRandom(1);
    int[] counts = new int[keys];
    for (int loop = 0; loop < loops; loop++) {
      KeyChooser chooser = KeyChooser.sequential(keys, loop, loops);
      for (int n = 0; n < keys; n++) {
        long key = chooser.next(random);
        assertThat(key).isEqualTo((loop + (long) n * loops) % keys);
        counts[(int) key]++;
      }
    }
    assertThat(Arrays.stream(counts).sum()).isEqualTo(keys * loops);
  }

  @Test
  void permutationsDealOutEachNumberOnce() {
    for (long size : new long[] {1, 2, 3, 4, 10, 97, 1_000, 6_765, 65_536}) {
      Permutation permutation = new Permutation(size);
      assertThat(LongStream.range(0, size).map(permutation::of).distinct().count()).isEqualTo(size);
      assertThat(LongStream.range(0, size).map(permutation::of).max().orElseThrow())
          .isEqualTo(size - 1);
    }
    Permutation largest = new Permutation(1L << 31);
    assertThat(largest.of((1L << 31) - 1)).isBetween(0L, (1L << 31) - 1);
  }
}
