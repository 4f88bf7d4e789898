package io.kvasir.core.handoff;

import io.kvasir.core.time.Tick;

/** How fast bytes arrive: the mean over the last seconds, the latest counting most. */
final class Pace {
  private static final long WINDOW_MILLIS = 1_000;
  private static final double LATEST = 0.3;

  private Tick began;
  private long gathered;
  private double perSecond;
  private boolean measured;

  Pace(Tick now) {
    began = now;
  }

  void add(long bytes) {
    gathered += bytes;
  }

  void tick(Tick now) {
    long millis = began.millisUntil(now);
    if (millis < WINDOW_MILLIS) {
      return;
    }
    double latest = (double) gathered * WINDOW_MILLIS / millis;
    perSecond = measured ? LATEST * latest + (1 - LATEST) * perSecond : latest;
    measured = true;
    gathered = 0;
    began = now;
  }

  long bytesPerSecond() {
    return Math.round(perSecond);
  }
}
