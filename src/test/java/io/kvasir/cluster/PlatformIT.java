package io.kvasir.cluster;

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
}
