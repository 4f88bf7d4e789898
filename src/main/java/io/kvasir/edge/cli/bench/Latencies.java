package io.kvasir.edge.cli.bench;

import org.HdrHistogram.Histogram;

/** How latencies are kept: in microseconds, to three digits, up to ten minutes. */
final class Latencies {
  static final long HIGHEST_MICROS = 600_000_000;
  private static final int DIGITS = 3;
  private static final long NANOS_PER_MICRO = 1_000;

  private Latencies() {}

  static Histogram histogram() {
    return new Histogram(1, HIGHEST_MICROS, DIGITS);
  }

  static long micros(long nanos) {
    return Math.clamp((nanos + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO, 1, HIGHEST_MICROS);
  }
}
