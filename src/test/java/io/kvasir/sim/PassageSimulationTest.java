package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole clusters under faults and load, of which one node leaves, joins, or is lost and removed: no
 * acknowledged write is lost, nothing comes back, the replicas agree in the end, and nobody keeps
 * what others own. The same seeds every time; {@code make simulate PASSAGE=LEAVE} runs fresh ones.
 */
class PassageSimulationTest {
  private static final int SEEDS = 40;

  /** From this many seeds on, chance must have brought up what matters. */
  private static final int ENOUGH_SEEDS = 30;

  static Stream<Passage> passages() {
    Optional<String> chosen = Optional.ofNullable(System.getProperty("kvasir.sim.passage"));
    return chosen
        .map(Passage::valueOf)
        .map(Stream::of)
        .orElseGet(
            () -> Arrays.stream(Passage.values()).filter(passage -> passage != Passage.NONE));
  }

  @ParameterizedTest
  @MethodSource("passages")
  void holdsInManySeeds(Passage passage) {
    Optional<Long> chosen = Optional.ofNullable(Long.getLong("kvasir.sim.seed"));
    int seeds = chosen.isPresent() ? 1 : Integer.getInteger("kvasir.sim.seeds", SEEDS);
    long first = chosen.orElseGet(() -> Long.getLong("kvasir.sim.first", 1));
    Simulation simulation = new Simulation(passage);

    for (int i = 0; i < seeds; i++) {
      simulation.run(first + i);
    }

    report(passage, first, seeds, simulation.census());
    assertThat(simulation.failures()).isEmpty();
    if (seeds >= ENOUGH_SEEDS) {
      assertEverythingHappened(passage, simulation.census());
    }
  }

  @SuppressWarnings("SystemOut") // the summary of a test run
  private static void report(Passage passage, long first, int seeds, Census census) {
    System.out.printf(
        "simulation of %s, seeds %d to %d: %s%n", passage, first, first + seeds - 1, census);
  }

  private static void assertEverythingHappened(Passage passage, Census census) {
    assertThat(census.observed("TransferCompleted")).isGreaterThan(100);
    assertThat(census.share("write", "Stored")).isGreaterThan(0.4);
    assertThat(census.share("read", "Answered")).isGreaterThan(0.4);
    if (passage != Passage.REMOVE) {
      assertThat(census.observed("CopyDeleted")).isPositive();
    }
  }
}
