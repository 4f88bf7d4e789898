package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Groups under faults, with clients whose history is judged. {@code -Dkvasir.sim.seeds=n} runs that
 * many seeds, from {@code -Dkvasir.sim.first} on; {@code -Dkvasir.sim.seed=s} just that one. The
 * suite runs the same seeds every time; {@code make simulate} runs fresh ones.
 */
class GroupsSimulationTest {
  private static final int SEEDS = 200;

  /** From this many seeds on, chance must have brought up everything. */
  private static final int ENOUGH_SEEDS = 200;

  private final GroupSimulation simulation = new GroupSimulation();

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

  @Test
  void oneSeedIsOneRun() {
    List<String> trace = new ArrayList<>();

    GroupSimulation.Result first = new GroupWorld(77, Trace.Appendix.NONE).run();
    GroupSimulation.Result second = new GroupWorld(77, Trace.Appendix.NONE).run();
    new GroupWorld(77, trace::add).run();

    assertThat(second.hash()).isEqualTo(first.hash());
    assertThat(trace).hasSizeGreaterThan(1_000);
  }

  @SuppressWarnings("SystemOut") // the summary of a test run
  private void report(long first, int seeds) {
    System.out.printf(
        "simulation of groups, seeds %d to %d: %s%n",
        first, first + seeds - 1, simulation.census());
  }

  /** A simulation in which little happens would prove little. */
  private static void assertEverythingHappened(Census census) {
    for (Fault fault : EnumSet.complementOf(EnumSet.of(Fault.BIT_ROT))) {
      assertThat(census.count(fault)).as(fault.name()).isPositive();
    }
    assertThat(census.share("command", "Committed")).isGreaterThan(0.4);
    assertThat(census.share("command", "Unknown")).isGreaterThan(0.01);
    assertThat(census.share("command", "NoMajority")).isGreaterThan(0.01);
    assertThat(census.share("read", "Rows")).isGreaterThan(0.4);
    assertThat(census.share("stale read", "Rows")).isGreaterThan(0.5);
    assertThat(census.share("life", "there")).isGreaterThan(0.2);
    assertThat(census.share("life", "gone")).isGreaterThan(0.1);
    assertThat(census.share("follow", "Page")).isGreaterThan(0.5);
    for (String what : List.of("SnapshotInstalled", "LogTruncated", "MembersChanged")) {
      assertThat(census.observed(what)).as(what).isPositive();
    }
  }

  /** Lines of a seed each, and why it is there after a {@code #}. */
  private static List<Long> regressions() throws IOException {
    try (InputStream file =
            GroupsSimulationTest.class.getResourceAsStream("/seeds/group-regressions.txt");
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
