package io.kvasir.core.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The simulation bites: each bug put in on purpose is caught, by what comes of it, not by how it is
 * done.
 */
class RaftMutationTest {
  private static final int SEEDS = 4_000;

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void isCaught(SimMutation mutation) {
    Optional<String> caught = Optional.empty();
    int seed = 0;
    while (caught.isEmpty() && seed < SEEDS) {
      caught = violation(++seed, mutation);
    }

    report(mutation, seed, caught);
    assertThat(caught).as("what came of %s in %d seeds", mutation, SEEDS).isPresent();
  }

  private static Optional<String> violation(long seed, SimMutation mutation) {
    try {
      SimWorld.Result _ = new SimWorld(seed, mutation, SimTrace.UNREAD).run();
      return Optional.empty();
    } catch (SimViolation caught) {
      return Optional.of(caught.getMessage());
    } catch (IllegalStateException caughtByItself) {
      return Optional.of(caughtByItself.getMessage());
    }
  }

  @SuppressWarnings("SystemOut") // the summary of a test run
  private static void report(SimMutation mutation, int seed, Optional<String> caught) {
    System.out.printf("%s was caught by seed %d: %s%n", mutation, seed, caught.orElse("not"));
  }
}
