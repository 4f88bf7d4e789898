package io.kvasir.core.time;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A stamp for a write. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HybridClockBenchmark {
  private final HybridClock clock = new HybridClock();
  private HybridTimestamp stored = HybridTimestamp.ZERO;

  /** Of a wall clock that goes on, with its reading. */
  @Benchmark
  public HybridTimestamp next() {
    return clock.next(System.currentTimeMillis(), HybridTimestamp.ZERO);
  }

  /** Above a stored stamp that is ahead of the wall clock. */
  @Benchmark
  public HybridTimestamp nextAboveStored() {
    stored = clock.next(1, stored);
    return stored;
  }
}
