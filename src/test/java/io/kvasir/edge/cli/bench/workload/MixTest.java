package io.kvasir.edge.cli.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operations workloads consist of. */
class MixTest {
  private static final int DRAWS = 20_000;

  private static Shape shape(Recipe recipe, long keys, long seed) {
    return new Shape(recipe, recipe.usual(), keys, 0.99, 2_500, 3, 10, seed);
  }

  private static Mix mix(Shape shape, Sightings sightings, int loop) {
    return new Mix(shape, new Frontier(shape.keys()), sightings, loop, 2);
  }

  private static Map<Kind, Integer> counts(Recipe recipe) {
    Mix mix = mix(shape(recipe, 100, 1), new Sightings(), 0);
    Operation operation = new Operation();
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    for (int n = 0; n < DRAWS; n++) {
      assertThat(mix.next(operation)).isTrue();
      counts.merge(operation.kind(), 1, Integer::sum);
    }
    return counts;
  }

  @ParameterizedTest
  @CsvSource({
    "YCSB_A, GET, PUT, 50",
    "YCSB_B, GET, PUT, 95",
    "YCSB_D, GET, INSERT, 95",
    "YCSB_E, SCAN, INSERT, 95",
    "YCSB_F, GET, RMW, 50"
  })
  void mixesHaveTheSharesOfYcsb(Recipe recipe, Kind often, Kind otherwise, int share) {
    Map<Kind, Integer> counts = counts(recipe);

    assertThat(counts).containsOnlyKeys(often, otherwise);
    assertThat(counts.get(often)).isBetween(DRAWS / 100 * (share - 2), DRAWS / 100 * (share + 2));
    assertThat(recipe.kinds()).containsExactlyInAnyOrder(often, otherwise);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, PUT",
    "GET, GET",
    "YCSB_C, GET",
    "INCREMENT, INCREMENT",
    "ADD, ADD",
    "TXN, TXN",
    "SCAN, SCAN",
    "WATCH, PUT",
    "URL, FETCH"
  })
  void othersHaveOneKind(Recipe recipe, Kind kind) {
    assertThat(counts(recipe)).containsOnlyKeys(kind);
    assertThat(recipe.kinds()).containsExactly(kind);
  }

  @Test
  void aSeedGivesTheSameOperationsAgainAndLoopsDiffer() {
    assertThat(keys(1, 0)).isEqualTo(keys(1, 0)).isNotEqualTo(keys(2, 0)).isNotEqualTo(keys(1, 1));
  }

  private static List<Long> keys(long seed, int loop) {
    Mix mix = mix(shape(Recipe.GET, 1_000_000, seed), new Sightings(), loop);
    Operation operation = new Operation();
    List<Long> keys = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      mix.next(operation);
      keys.add(operation.key());
    }
    return keys;
  }

  @Test
  void theKeysOfATransactionDifferAlsoWhenThereAreNoMore() {
    Mix mix = mix(shape(Recipe.TXN, 3, 1), new Sightings(), 0);
    Operation operation = new Operation();
    for (int n = 0; n < 100; n++) {
      mix.next(operation);
      assertThat(operation.keys()).containsExactlyInAnyOrder(0, 1, 2);
    }
  }

  @Test
  void scansOfAMixAreUpToTheirLengthAndThoseAloneAsLong() {
    Mix mixed = mix(shape(Recipe.YCSB_E, 100, 1), new Sightings(), 0);
    Mix alone = mix(shape(Recipe.SCAN, 100, 1), new Sightings(), 0);
    Operation operation = new Operation();
    Set<Integer> lengths = new HashSet<>();
    for (int n = 0; n < 1_000; n++) {
      mixed.next(operation);
      if (operation.kind() == Kind.SCAN) {
        lengths.add(operation.count());
      }
      alone.next(operation);
      assertThat(operation.count()).isEqualTo(10);
    }
    assertThat(lengths).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void aReadModifyWriteIsAReadAndThenAWrite() {
    Operation operation = new Operation();
    operation.set(Kind.RMW, 5);

    assertThat(operation.step()).isEqualTo(Kind.GET);
    assertThat(operation.advance()).isTrue();
    assertThat(operation.step()).isEqualTo(Kind.PUT);
    assertThat(operation.advance()).isFalse();
    assertThat(operation.kind()).isEqualTo(Kind.RMW);
  }

  @Test
  void aWatchedWriteIsKnownByItsNumberUntilTooManyFollowed() {
    Sightings sightings = new Sightings();
    Mix mix = mix(shape(Recipe.WATCH, 10, 1), sightings, 0);
    Operation operation = new Operation();
    mix.next(operation);
    long first = operation.sequence();
    assertThat(sightings.start(first)).isEqualTo(Sightings.UNKNOWN);
    sightings.begin(first, 77);
    assertThat(sightings.start(first)).isEqualTo(77);
    assertThat(sightings.start(first + 1)).isEqualTo(Sightings.UNKNOWN);
    assertThat(sightings.start(0)).isEqualTo(Sightings.UNKNOWN);

    sightings.begin(first + (1 << 16), 99);

    assertThat(sightings.start(first)).isEqualTo(Sightings.UNKNOWN);
    assertThat(sightings.start(first + (1 << 16))).isEqualTo(99);
  }

  @Test
  void thePreloadWritesEveryKeyOnce() {
    assertThat(preloaded(Recipe.GET, Kind.PUT)).containsOnly(1);
    assertThat(preloaded(Recipe.INCREMENT, Kind.INCREMENT)).containsOnly(1);
  }

  @Test
  void thePreloadOfSetsAddsEveryElementOnce() {
    assertThat(preloaded(Recipe.ADD, Kind.FILL)).containsOnly(2_500);
    assertThat(Preload.requests(shape(Recipe.ADD, 11, 1))).isEqualTo(33);
  }

  /** How many values or elements each key is given. */
  private static int[] preloaded(Recipe recipe, Kind kind) {
    Shape shape = shape(recipe, 11, 1);
    int[] counts = new int[11];
    long requests = 0;
    for (int loop = 0; loop < 2; loop++) {
      Preload preload = new Preload(shape, loop, 2);
      Operation operation = new Operation();
      int element = 0;
      while (preload.next(operation)) {
        assertThat(operation.kind()).isEqualTo(kind);
        if (kind == Kind.FILL) {
          assertThat(operation.from()).isEqualTo(element % 2_500);
          element += operation.count();
          counts[(int) operation.key()] += operation.count();
        } else {
          counts[(int) operation.key()]++;
        }
        requests++;
      }
    }
    assertThat(requests).isEqualTo(Preload.requests(shape));
    assertThat(Arrays.stream(counts).min()).isPresent();
    return counts;
  }
}
