package io.kvasir.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.cli.command.ExitCode;
import io.kvasir.edge.cli.command.Printer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Command lines of the load generator that make no sense: refused before anything is asked. */
class BenchMisuseTest {
  private final StubServer server = new StubServer();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void stop() {
    server.close();
  }

  private void refused(String complaint, String... words) {
    Printer printer =
        new Printer(
            new PrintStream(new ByteArrayOutputStream()), new PrintStream(err), false, false);
    List<String> line = new ArrayList<>(List.of("bench"));
    line.addAll(List.of(words));
    Map<String, String> environment = Map.of("KVASIR_SERVER", server.url());
    ExitCode code =
        new Tools(environment, new ByteArrayInputStream(new byte[0]), printer, false)
            .carryOut(line);
    printer.flush();

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(complaint);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void noBucketIsDroppedForAConsistencyThatDoesNotExist() {
    refused("--create is one of", "put", "--create=linearisable");
  }

  @Test
  void aTransactionHasNoMoreKeysThanThereAre() {
    refused("--txn-keys is a number from 1 to 2", "txn", "--keys=2");
  }

  @Test
  void requestsUnderWayAreBounded() {
    refused(
        "at most 1000000 requests",
        "put",
        "--target=tcp://localhost:1",
        "--connections=1000",
        "--in-flight=1001");
  }
}
