package io.kvasir.core.time;

/**
 * Gives out hybrid timestamps that never go back, whatever the wall clock does. One owner, no lock;
 * the wall reading is an argument.
 */
public final class HybridClock {
  private HybridTimestamp last = HybridTimestamp.ZERO;

  /**
   * A stamp above all that this clock gave out and above {@code floor}, the stamp it must overrule.
   *
   * @param wallMillis the wall clock's reading, milliseconds since 1970; may step in any direction
   */
  public HybridTimestamp next(long wallMillis, HybridTimestamp floor) {
    HybridTimestamp wall = new HybridTimestamp(Math.max(0, wallMillis), 0);
    HybridTimestamp least = last.isAfter(floor) ? last.next() : floor.next();
    last = wall.isAfter(least) ? wall : least;
    return last;
  }

  /** What it gives out from now on is above {@code floor}. */
  public void raise(HybridTimestamp floor) {
    last = floor.isAfter(last) ? floor : last;
  }
}
