package io.kvasir.edge.cli.bench;

/** Operations at a fixed rate. */
final class OpenSchedule implements Schedule {
  private static final double NANOS = 1e9;

  private final double distance;
  private final double phase;
  private long origin;
  private long taken;

  OpenSchedule(double perSecond, double phase) {
    this.distance = NANOS / perSecond;
    this.phase = phase;
  }

  @Override
  public void begin(long now) {
    origin = now;
    taken = 0;
  }

  @Override
  public long due(long now) {
    return origin + (long) ((taken + phase) * distance);
  }

  @Override
  public void take() {
    taken++;
  }

  /** How many were to begin before a time and were not taken. */
  long untaken(long end) {
    long all = (long) Math.ceil((end - origin) / distance - phase);
    return Math.max(0, all - taken);
  }
}
