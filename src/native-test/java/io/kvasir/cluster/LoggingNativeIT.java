package io.kvasir.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program logs, as a native binary. */
class LoggingNativeIT {
  @Test
  void writesTextAndNoRequestsUnlessToldTo(@TempDir Path folder) {
    LoggingScenarios.writesTextAndNoRequestsUnlessToldTo(folder);
  }

  @Test
  void writesOneJsonObjectPerLineAndRequestsIfToldTo(@TempDir Path folder) throws IOException {
    LoggingScenarios.writesOneJsonObjectPerLineAndRequestsIfToldTo(folder);
  }

  @Test
  void endsWhenItsLogFormatIsUnknown(@TempDir Path folder) {
    LoggingScenarios.endsWhenItsLogFormatIsUnknown(folder);
  }

  @Test
  void servesAllTheSameWhenNobodyReadsItsLog(@TempDir Path folder) throws Exception {
    LoggingScenarios.servesAllTheSameWhenNobodyReadsItsLog(folder);
  }
}
