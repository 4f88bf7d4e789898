package io.kvasir.core.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Groups of real replicas under faults, judged after every turn. {@code -Dkvasir.raft.seeds=n} runs
 * that many fresh seeds, {@code -Dkvasir.raft.seed=s} just that one.
 */
class RaftSimulationTest {
  private static final int FRESH_SEEDS = 1_500;

  /** From this many seeds on, chance must have brought up everything. */
  private static final int ENOUGH_SEEDS = 1_000;

  private final RaftSimulation simulation = new RaftSimulation();

  @Test
  void holdsInTheSeedsThatOnceFailed() throws IOException {
    regressions().forEach(simulation::run);

    assertThat(simulation.failures()).isEmpty();
  }

  @Test
  void holdsInFreshSeeds() {
    Optional<Long> chosen = Optional.ofNullable(Long.getLong("kvasir.raft.seed"));
    int seeds = chosen.isPresent() ? 1 : Integer.getInteger("kvasir.raft.seeds", FRESH_SEEDS);
    long first = chosen.orElseGet(System::currentTimeMillis);

    for (int i = 0; i < seeds; i++) {
      simulation.run(first + i);
    }

    report(first, seeds);
    assertThat(simulation.failures()).isEmpty();
    if (seeds >= ENOUGH_SEEDS) {
      assertEverythingHappened(simulation.census());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void runsASeedTheSameWayTwice(long seed) {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();

    long hash = new SimWorld(seed, SimMutation.NONE, first::add).run().hash();
    long again = new SimWorld(seed, SimMutation.NONE, second::add).run().hash();
    long other = new SimWorld(seed + 100, SimMutation.NONE, SimTrace.UNREAD).run().hash();

    assertThat(second).isEqualTo(first);
    assertThat(again).isEqualTo(hash);
    assertThat(other).isNotEqualTo(hash);
  }

  @SuppressWarnings("SystemOut") // the summary of a test run
  private void report(long first, int seeds) {
    System.out.printf(
        "raft simulation of seeds %d to %d: %s%n", first, first + seeds - 1, simulation.census());
  }

  /** A simulation in which little happens would prove little. */
  private static void assertEverythingHappened(SimCensus census) {
    for (SimFault fault : SimFault.values()) {
      assertThat(census.count(fault)).as(fault.name()).isPositive();
    }
    for (SimSight sight : SimSight.values()) {
      assertThat(census.count(sight)).as(sight.name()).isPositive();
    }
  }

  /** Lines of a seed each, and why it is there after a {@code #}. */
  private static List<Long> regressions() throws IOException {
    try (InputStream file =
            RaftSimulationTest.class.getResourceAsStream("/seeds/raft-regressions.txt");
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
