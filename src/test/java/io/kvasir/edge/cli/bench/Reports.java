package io.kvasir.edge.cli.bench;

import io.kvasir.edge.cli.bench.protocol.Endpoint;
import io.kvasir.edge.cli.bench.protocol.RequestOptions;
import io.kvasir.edge.cli.bench.protocol.Targets;
import io.kvasir.edge.cli.bench.workload.Recipe;
import io.kvasir.edge.cli.bench.workload.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reports of loads that never were. */
final class Reports {
  static final long SECOND = 1_000_000_000;

  private Reports() {}

  /**
   * One of a load over HTTP that was measured from time 0 on.
   *
   * @param rate 0 for a closed loop
   * @param done records what was done
   */
  static Report of(String label, double rate, double seconds, Consumer<Recorder> done) {
    RequestOptions options =
        new RequestOptions("b", 9, false, Optional.empty(), Optional.empty(), Optional.empty(), 1);
    Plan plan =
        new Plan(
            Targets.of(Recipe.YCSB_B, "http", options),
            List.of(Endpoint.parse("http://localhost", 4001)),
            new Shape(Recipe.YCSB_B, Recipe.YCSB_B.usual(), 100, 0.99, 1, 1, 1, 1),
            64,
            1,
            1,
            rate,
            9,
            Duration.ZERO,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            0,
            label);
    Window window = new Window(0, 10 * SECOND);
    window.begin(0);
    Recorder recorder = new Recorder(window, new Progressed());
    done.accept(recorder);
    return new Report(plan, recorder, Instant.EPOCH, seconds, false);
  }
}
