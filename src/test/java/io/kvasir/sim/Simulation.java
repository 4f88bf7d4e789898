package io.kvasir.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs seeds one after another and keeps account of what happened in them. */
final class Simulation {
  private static final Path TRACES = Path.of("target", "simulation");

  /** After this many failures there is nothing more to learn. */
  private static final int FAILURES = 5;

  private final Passage passage;
  private final Census census = new Census();
  private final List<String> failures = new ArrayList<>();

  /** Of runs in which nobody comes or goes. */
  Simulation() {
    this(Passage.NONE);
  }

  Simulation(Passage passage) {
    this.passage = passage;
  }

  Census census() {
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
      census.add(new World(seed, Mutation.NONE, Trace.Appendix.NONE, passage).run().census());
    } catch (RuntimeException | Violation failure) {
      failures.add(
          "seed %d: %s%n  replay: make simulate %sSEED=%d%n  trace: %s"
              .formatted(seed, failure, choice(), seed, replay(seed, failure)));
    }
  }

  private String choice() {
    return passage == Passage.NONE ? "" : "PASSAGE=" + passage + " ";
  }

  /** Runs a failed seed once more, with a trace of everything. */
  private Path replay(long seed, Throwable failure) {
    List<String> lines = new ArrayList<>();
    try {
      World.Result _ = new World(seed, Mutation.NONE, lines::add, passage).run();
      lines.add("this time it did not fail: the simulation is not deterministic");
    } catch (RuntimeException | Violation again) {
      lines.add(again.toString());
    }
    for (StackTraceElement frame : failure.getStackTrace()) {
      lines.add("  at " + frame);
    }
    return write(TRACES.resolve(passage + "-seed-" + seed + ".txt"), lines);
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
