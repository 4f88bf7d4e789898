package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The native binary. */
class PlatformNativeIT {
  private static final int IDLE_RSS_KB = 100 * 1024;

  @Test
  void endsWithAClearMessageWhenItIsNotAmongTheMembers(@TempDir Path folder) {
    PlatformChecks.endsWithAClearMessageWhenItIsNotAmongTheMembers(folder);
  }

  @Test
  void stopsWhenAsked(@TempDir Path folder) {
    PlatformChecks.stopsWhenAsked(folder);
  }

  @Test
  void restsBelow100MegabytesOfMemory(@TempDir Path folder) throws IOException {
    try (NodeProcess node = NodeProcess.start(folder, Map.of("kvasir.bus.port", "0"))) {
      assertThat(residentKilobytes(node.pid())).isLessThan(IDLE_RSS_KB);
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

  private static int residentKilobytes(long pid) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
            .filter(entry -> entry.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Integer.parseInt(line.replaceAll("\\D", ""));
  }

  @Test
  void closesConnectionsOnWhichNothingHappens(@TempDir Path folder) throws IOException {
    PlatformChecks.closesConnectionsOnWhichNothingHappens(folder);
  }
}
