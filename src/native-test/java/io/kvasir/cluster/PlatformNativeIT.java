package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The native binary. */
class PlatformNativeIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** 80 MB. */
  private static final long IDLE_MIB = 76;

  private static final long GIVEN_BACK_MIB = 16;

  @Test
  void endsWithAClearMessageWhenItIsNotAmongTheMembers(@TempDir Path folder) {
    PlatformChecks.endsWithAClearMessageWhenItIsNotAmongTheMembers(folder);
  }

  @Test
  void stopsWhenAsked(@TempDir Path folder) {
    PlatformChecks.stopsWhenAsked(folder);
  }

  /** Beside the node's peak, so that it does not matter when the test looks first. */
  @Test
  void givesBackWhatOnlyTheStartNeededAndRestsBelow80Megabytes(@TempDir Path folder) {
    try (NodeProcess node = NodeProcess.start(folder, Map.of("kvasir.bus.port", "0"))) {
      Await.until(
          SOON,
          () -> "still " + Gauges.residentMib(node) + " of " + Gauges.peakMib(node) + " MiB",
          () -> Gauges.peakMib(node) - Gauges.residentMib(node) >= GIVEN_BACK_MIB);

      assertThat(Gauges.residentMib(node)).isLessThanOrEqualTo(IDLE_MIB);
      assertThat(node.get("/status").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void loadsTheLibraryBesideTheBinary(@TempDir Path folder) throws IOException {
    Path library =
        Path.of(System.getProperty("kvasir.server")).resolveSibling("librocksdbjni-linux64.so");
    try (NodeProcess node = NodeProcess.start(folder, Map.of("kvasir.bus.port", "0"))) {
      assertThat(Files.readString(Path.of("/proc", Long.toString(node.pid()), "maps")))
          .contains(library.toRealPath().toString());
    }
  }

  @Test
  void closesConnectionsOnWhichNothingHappens(@TempDir Path folder) throws IOException {
    PlatformChecks.closesConnectionsOnWhichNothingHappens(folder);
  }
}
