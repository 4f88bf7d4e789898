package io.kvasir.edge.http.guard;

/**
 * How long a client has taken too little of what waits for it. A step counts twice its length at
 * most. Single owner, deterministic.
 */
final class TakeClock {
  private final long takeMillis;
  private final long stepMillis;
  private boolean isRunning;
  private long takenBefore;
  private long waitedMillis;
  private long seenMillis;

  TakeClock(Patience patience) {
    this.takeMillis = patience.takeMillis();
    this.stepMillis = patience.stepMillis();
  }

  /**
   * Looks at what has become of it.
   *
   * @param pending bytes that wait
   * @param taken bytes that were taken, since the connection began
   * @return whether the client is too slow
   */
  boolean tick(long nowMillis, long pending, long taken) {
    if (pending == 0) {
      isRunning = false;
    } else if (!isRunning || taken - takenBefore >= Patience.TAKEN_BYTES) {
      isRunning = true;
      takenBefore = taken;
      waitedMillis = 0;
    } else {
      waitedMillis += Math.min(nowMillis - seenMillis, 2 * stepMillis);
    }
    seenMillis = nowMillis;
    return isRunning && waitedMillis >= takeMillis;
  }
}
