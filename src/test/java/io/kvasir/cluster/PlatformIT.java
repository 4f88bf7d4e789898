package io.kvasir.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application on the JVM. */
class PlatformIT {
  @Test
  void endsWithAClearMessageWhenItIsNotAmongTheMembers(@TempDir Path folder) {
    PlatformChecks.endsWithAClearMessageWhenItIsNotAmongTheMembers(folder);
  }

  @Test
  void stopsWhenAsked(@TempDir Path folder) {
    PlatformChecks.stopsWhenAsked(folder);
  }

  @Test
  void closesConnectionsOnWhichNothingHappens(@TempDir Path folder) throws IOException {
    PlatformChecks.closesConnectionsOnWhichNothingHappens(folder);
  }
}
