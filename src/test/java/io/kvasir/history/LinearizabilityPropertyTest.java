package io.kvasir.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.history.RandomHistories.Told;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The checker against every order tried. */
class LinearizabilityPropertyTest {
  private static boolean verdict(History history) {
    return switch (new LinearizabilityChecker().check(history)) {
      case Verdict.Linearizable linearizable -> true;
      case Verdict.NotLinearizable found -> false;
      case Verdict.Undecided undecided -> throw new AssertionError(undecided.toString());
    };
  }

  @Property(tries = 6000)
  void agreesOnHistoriesWithoutRevisions(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int keys,
      @ForAll @IntRange(min = 1, max = 7) int size,
      @ForAll boolean distinctValues) {
    History history =
        new RandomHistories(new Random(seed), keys, distinctValues, Told.NOTHING).next(size);

    assertThat(verdict(history))
        .as(history.toString())
        .isEqualTo(BruteForce.isLinearizable(history));
  }

  /** Revisions of keys that nothing ties together are not compared; see {@link RevisionOrder}. */
  @Property(tries = 6000)
  void agreesOnHistoriesWithRevisions(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int keys,
      @ForAll @IntRange(min = 1, max = 6) int size) {
    History history = new RandomHistories(new Random(seed), keys, true, Told.VALUES).next(size);

    assertThat(verdict(history))
        .as(history.toString())
        .isEqualTo(
            Components.of(history).stream()
                .map(component -> new History(component.operations()))
                .allMatch(BruteForce::isLinearizable));
  }

  /**
   * Where reads tell revisions too, a write that told none (its outcome is unknown, or it came
   * before the first revision) has a place among them that the checker does not count: it may then
   * miss what is no linearizable history.
   */
  @Property(tries = 6000)
  void agreesOnHistoriesWithARevisionInEveryAnswer(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int keys,
      @ForAll @IntRange(min = 1, max = 6) int size) {
    History history =
        new RandomHistories(new Random(seed), keys, true, Told.EVERY_ANSWER).next(size);
    boolean untold = history.operations().stream().anyMatch(LinearizabilityPropertyTest::isUntold);

    boolean linearizable =
        Components.of(history).stream()
            .map(component -> new History(component.operations()))
            .allMatch(BruteForce::isLinearizable);

    if (linearizable || !untold) {
      assertThat(verdict(history)).as(history.toString()).isEqualTo(linearizable);
    }
  }

  private static boolean isUntold(Operation operation) {
    return switch (operation.outcome()) {
      case Outcome.Unknown unknown -> true;
      case Outcome.NotApplied notApplied -> false;
      case Outcome.Done(Outcome.Result result) ->
          result.revision() == Outcome.UNTOLD && !operation.transaction().isReadOnly();
    };
  }
}
