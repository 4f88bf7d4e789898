package io.kvasir.core.consensus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs seeds one after another and keeps account of what happened in them. */
final class RaftSimulation {
  private static final Path TRACES = Path.of("target", "raft-simulation");

  /** After this many failures there is nothing more to learn. */
  private static final int FAILURES = 5;

  private final SimCensus census = new SimCensus();
  private final List<String> failures = new ArrayList<>();

  SimCensus census() {
    return census;
  }

  /** Each failed seed with its reason and the command that replays it. */
  List<String> failures() {
    return failures;
  }

  void run(long seed) {
    if (failures.size() == FAILURES) {
      return;
    }
    try {
      census.add(new SimWorld(seed, SimMutation.NONE, SimTrace.UNREAD).run().census());
    } catch (RuntimeException | SimViolation failure) {
      failures.add(
          "seed %d: %s%n  replay: make simulate-raft SEED=%d%n  trace: %s"
              .formatted(seed, failure, seed, replay(seed)));
    }
  }

  /** Runs a failed seed once more, with a trace of everything. */
  private static Path replay(long seed) {
    List<String> lines = new ArrayList<>();
    try {
      SimWorld.Result _ = new SimWorld(seed, SimMutation.NONE, lines::add).run();
      lines.add("this time it did not fail: the simulation is not deterministic");
    } catch (RuntimeException | SimViolation again) {
      lines.add(again.toString());
      for (StackTraceElement frame : again.getStackTrace()) {
        lines.add("  at " + frame);
      }
    }
    return write(TRACES.resolve("seed-" + seed + ".txt"), lines);
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
