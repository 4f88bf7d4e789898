package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters under faults. {@code -Dkvasir.sim.seeds=n} runs that many seeds, from {@code
 * -Dkvasir.sim.first} on; {@code -Dkvasir.sim.seed=s} just that one. The suite runs the same seeds
 * every time; {@code make simulate} runs fresh ones.
 */
class SimulationTest {
  private static final int SEEDS = 1_000;

  /** From this many seeds on, chance must have brought up everything. */
  private static final int ENOUGH_SEEDS = 200;

  private final Simulation simulation = new Simulation();

  @Test
  void holdsInTheSeedsThatOnceFailed() throws IOException {
    regressions().forEach(simulation::run);

    assertThat(simulation.failures()).isEmpty();
  }

  @Test
  void holdsInManySeeds() {
    Optional<Long> chosen = Optional.ofNullable(Long.getLong("kvasir.sim.seed"));
    int seeds = chosen.isPresent() ? 1 : Integer.getInteger("kvasir.sim.seeds", SEEDS);
    long first = chosen.orElseGet(() -> Long.getLong("kvasir.sim.first", 1));

    for (int i = 0; i < seeds; i++) {
      simulation.run(first + i);
    }

    report(first, seeds);
    assertThat(simulation.failures()).isEmpty();
    if (seeds >= ENOUGH_SEEDS) {
      assertEverythingHappened(simulation.census());
    }
  }

  @SuppressWarnings("SystemOut") // the summary of a test run
  private void report(long first, int seeds) {
    System.out.printf(
        "simulation of seeds %d to %d: %s%n", first, first + seeds - 1, simulation.census());
  }

  /** A simulation in which little happens would prove little. */
  private static void assertEverythingHappened(Census census) {
    for (Fault fault : Fault.values()) {
      assertThat(census.count(fault)).as(fault.name()).isPositive();
    }
    assertThat(census.share("write", "Stored")).isGreaterThan(0.5);
    assertThat(census.share("read", "Answered")).isGreaterThan(0.5);
    assertThat(census.share("create", "Done")).isGreaterThan(0.2);
    assertThat(census.share("drop", "Done")).isGreaterThan(0.2);
    assertThat(census.operations("rebirth")).isGreaterThan(100);
    assertThat(census.operations("write")).isGreaterThan(10_000);
  }

  /** Lines of a seed each, and why it is there after a {@code #}. */
  private static List<Long> regressions() throws IOException {
    try (InputStream file = SimulationTest.class.getResourceAsStream("/seeds/regressions.txt");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(file), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .map(Long::valueOf)
          .toList();
    }
  }
}
