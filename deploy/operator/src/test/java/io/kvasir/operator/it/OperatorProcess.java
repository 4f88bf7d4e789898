package io.kvasir.operator.it;

import io.kvasir.operator.HaltingOperator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operator as a process of its own, with the rights of its service account. */
final class OperatorProcess implements AutoCloseable {
  private static final Duration HALTING = Duration.ofMinutes(3);

  private final Path folder;
  private final Path kubeconfig;
  private Child process;

  OperatorProcess(Path folder, Path kubeconfig) {
    this.folder = folder;
    this.kubeconfig = kubeconfig;
    this.process = start("");
  }

  private Child start(String haltAt) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "KUBECONFIG",
                kubeconfig.toString(),
                "KVASIR_OPERATOR_NAMESPACE",
                "kvasir-operator",
                "KVASIR_HEALTH_PORT",
                "0",
                "KVASIR_HALT_AT",
                haltAt));
    return Child.start(
        folder.resolve("operator.log"),
        environment,
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            HaltingOperator.class.getName()));
  }

  /** Kills it, and starts one that is killed at a place. */
  void restartHaltingAt(String place) {
    process.kill();
    process = start(place);
  }

  /** Waits until it was killed where it was to be, and starts another. */
  void awaitHaltAndRestart() {
    Await.until(HALTING, () -> "the operator does not come there", () -> !process.isAlive());
    if (process.exitValue() != HaltingOperator.HALTED) {
      throw new AssertionError("the operator ended with " + process.exitValue());
    }
    process = start("");
  }

  @Override
  public void close() {
    process.kill();
  }
}
