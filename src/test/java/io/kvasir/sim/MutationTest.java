package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation bites: each bug put in on purpose is caught before long. */
class MutationTest {
  private static final int SEEDS = 200;

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void isCaught(Mutation mutation) {
    int seed = 1;
    while (seed < SEEDS && !isCaughtBy(seed, mutation)) {
      seed++;
    }

    assertThat(seed).as("seeds until %s is caught", mutation).isLessThan(SEEDS);
  }

  private static boolean isCaughtBy(long seed, Mutation mutation) {
    try {
      World.Result _ = new World(seed, mutation, Trace.Appendix.NONE).run();
      return false;
    } catch (Violation caught) {
      return true;
    }
  }
}
