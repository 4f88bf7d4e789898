package io.kvasir.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of nodes on the JVM. */
class TraceIT extends TraceScenarios {
  @Test
  void serveAllTheSameWithoutACollector(@TempDir Path folder) throws IOException {
    DeadCollectorScenarios.serveAllTheSame(folder);
  }

  @Test
  void aSettingThatCannotBeIsAnError(@TempDir Path folder) {
    DeadCollectorScenarios.aSettingThatCannotBeIsAnError(folder);
  }
}
