package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.kvasir.sim.SessionWorkload.Trust;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sessions on whole clusters under faults, while nobody, or somebody, comes or goes. {@code
 * -Dkvasir.sim.sessions=n} runs so many seeds of each.
 */
class SessionSimulationTest {
  private static final int SEEDS = Integer.getInteger("kvasir.sim.sessions", 20);
  private static final int SEEDS_TO_BE_CAUGHT = 200;

  @ParameterizedTest
  @EnumSource(names = "REMOVE", mode = EnumSource.Mode.EXCLUDE)
  void neverSeeLessThanTheyKnow(Passage passage) {
    Census census = new Census();
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        census.add(world(seed, passage, Trust.CARRIED).run().census());
      } catch (RuntimeException | Violation failure) {
        fail("seed " + seed + " of " + passage, failure);
      }
    }
    assertThat(census.share("read", "Answered")).isGreaterThan(0.4);
    assertThat(census.operations("read")).isGreaterThan(10L * SEEDS);
  }

  /** A simulation that catches nobody proves nothing. */
  @Test
  void seeLessWhenWhatTheyDidIsForgotten() {
    for (Trust trust : List.of(Trust.FORGOTTEN, Trust.NOT_WRITTEN_BACK)) {
      long seed = 1;
      while (seed < SEEDS_TO_BE_CAUGHT && !isCaught(seed, trust)) {
        seed++;
      }
      assertThat(seed).as("seeds until %s is caught", trust).isLessThan(SEEDS_TO_BE_CAUGHT);
    }
  }

  private static boolean isCaught(long seed, Trust trust) {
    try {
      World.Result _ = world(seed, Passage.NONE, trust).run();
      return false;
    } catch (Violation caught) {
      return true;
    }
  }

  private static World world(long seed, Passage passage, Trust trust) {
    return new World(seed, Mutation.NONE, Trace.Appendix.NONE, passage, Optional.of(trust));
  }
}
