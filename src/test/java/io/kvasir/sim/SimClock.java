package io.kvasir.sim;

/** The clocks of one machine: a wall clock that may be stepped, and how fast its seconds pass. */
final class SimClock {
  private static final long EPOCH_MILLIS = 1_750_000_000_000L;

  private final Agenda agenda;
  private long offsetMillis;
  private final int driftPpm;

  SimClock(Agenda agenda, long offsetMillis, int driftPpm) {
    this.agenda = agenda;
    this.offsetMillis = offsetMillis;
    this.driftPpm = driftPpm;
  }

  int driftPpm() {
    return driftPpm;
  }

  void step(long millis) {
    offsetMillis += millis;
  }

  long wallMillis() {
    return EPOCH_MILLIS + offsetMillis + scaled(agenda.now()) / 1000;
  }

  /** How far it is ahead of a clock that nobody stepped, and that does not drift. */
  long offMillis() {
    return wallMillis() - EPOCH_MILLIS - agenda.now() / 1000;
  }

  /** How much this clock counts while {@code virtualMicros} pass. */
  long scaled(long virtualMicros) {
    return virtualMicros + virtualMicros * driftPpm / 1_000_000;
  }

  /** How long it takes until this clock has counted {@code localMicros}; rounded up. */
  long unscaled(long localMicros) {
    return localMicros * 1_000_000 / (1_000_000 + driftPpm) + 4;
  }
}
