package io.kvasir.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs seeds of {@link GroupWorld} one after another and keeps account of what happened in them.
 */
final class GroupSimulation {
  private static final Path TRACES = Path.of("target", "simulation");

  /** After this many failures there is nothing more to learn. */
  private static final int FAILURES = 5;

  /**
   * How a run went.
   *
   * @param hash of all that happened
   */
  record Result(Census census, long hash) {}

  private final Census census = new Census();
  private final List<String> failures = new ArrayList<>();

  Census census() {
    return census;
  }

  /** Each failed seed with its reason and where its trace is. */
  List<String> failures() {
    return failures;
  }

  void run(long seed) {
    if (failures.size() < FAILURES) {
      try {
        census.add(new GroupWorld(seed, Trace.Appendix.NONE).run().census());
      } catch (RuntimeException | Violation failure) {
        failures.add("seed %d: %s%n  trace: %s".formatted(seed, failure, replay(seed, failure)));
      }
    }
  }

  /** Runs a failed seed once more, with a trace of everything. */
  private static Path replay(long seed, Throwable failure) {
    List<String> lines = new ArrayList<>();
    try {
      Result _ = new GroupWorld(seed, lines::add).run();
      lines.add("this time it did not fail: the simulation is not deterministic");
    } catch (RuntimeException | Violation again) {
      lines.add(again.toString());
    }
    for (StackTraceElement frame : failure.getStackTrace()) {
      lines.add("  at " + frame);
    }
    return write(TRACES.resolve("groups-" + seed + ".txt"), lines);
  }

  private static Path write(Path file, List<String> lines) {
    try {
      Files.createDirectories(TRACES);
      return Files.write(file, lines);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
