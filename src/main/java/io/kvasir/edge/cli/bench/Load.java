package io.kvasir.edge.cli.bench;

import io.kvasir.edge.cli.bench.workload.Frontier;
import io.kvasir.edge.cli.bench.workload.Mix;
import io.kvasir.edge.cli.bench.workload.Preload;
import io.kvasir.edge.cli.bench.workload.Shape;
import io.kvasir.edge.cli.bench.workload.Sightings;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A load from its beginning to its report. Any thread may stop it. */
public final class Load {
  private static final double NANOS = 1e9;

  private final Plan plan;
  private final Onlooker onlooker;
  private final AtomicReference<@Nullable Run> underWay = new AtomicReference<>();
  private volatile boolean stopped;

  public Load(Plan plan, Onlooker onlooker) {
    this.plan = plan;
    this.onlooker = onlooker;
  }

  /** Whether any of the servers can be connected to. */
  public boolean isReachable() {
    return plan.endpoints().stream().anyMatch(one -> Sockets.listens(one, plan.timeout()));
  }

  public boolean isStopped() {
    return stopped;
  }

  /**
   * Writes what the workload expects to be there. Gives up when nothing was written for twice the
   * time that one request has.
   */
  public Preloaded preload() throws InterruptedException {
    Plan before = plan.withoutWatchers();
    Shape shape = plan.shape();
    long all = Preload.requests(shape);
    Run run =
        new Run(
            before,
            Window.endless(),
            false,
            new Frontier(shape.keys()),
            new Sightings(),
            loop -> new Preload(shape, loop, plan.threads()));
    begin(run);
    Standstill standstill = new Standstill(2 * plan.timeout().toNanos());
    Recorder done =
        run.carryOut(
            () -> {
              long written = run.operations();
              onlooker.look("preload", written / (double) all, written, run.errors());
              if (standstill.isReached(written, System.nanoTime())) {
                run.stop();
              }
            });
    return new Preloaded(all, run.operations(), done.errors());
  }

  /** Carries it out. */
  public Report measure() throws InterruptedException {
    Shape shape = plan.shape();
    Sightings sightings = new Sightings();
    Frontier frontier = new Frontier(shape.keys());
    Window window = new Window(plan.warmup().toNanos(), plan.duration().toNanos());
    Run run =
        new Run(
            plan,
            window,
            plan.isOpen(),
            frontier,
            sightings,
            loop -> new Mix(shape, frontier, sightings, loop, plan.threads()));
    begin(run);
    Instant started = Instant.now();
    Recorder done = run.carryOut(() -> look(run, window));
    return new Report(plan, done, started, seconds(window, done), stopped);
  }

  private void begin(Run run) {
    underWay.set(run);
    if (stopped) {
      run.stop();
    }
  }

  private void look(Run run, Window window) {
    long now = System.nanoTime();
    boolean warm = now - window.measured() >= 0;
    double share = (now - window.beginning()) / (double) (window.end() - window.beginning());
    String phase = warm ? plan.shape().recipe().word() : "warm-up";
    onlooker.look(phase, Math.min(1, share), run.operations(), run.errors());
  }

  /** From the end of the warm-up to the end, or the last answer behind it. */
  private static double seconds(Window window, Recorder done) {
    long end = Math.max(window.end(), done.last());
    return Math.max(0, end - window.measured()) / NANOS;
  }

  /** Ends what is under way, and begins nothing more. */
  public void stop() {
    stopped = true;
    Run run = underWay.get();
    if (run != null) {
      run.stop();
    }
  }
}
