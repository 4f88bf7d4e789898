package io.kvasir.core.handoff;

import io.kvasir.core.time.Tick;

/**
 * A bucket of tokens, one per byte, filled as time passes and never above one second's worth. What
 * is spent may exceed what is there, so that a page larger than the bucket passes too; the debt is
 * waited for.
 */
final class Allowance {
  private static final long MILLIS = 1_000;

  private final long bytesPerSecond;
  private double bytes;
  private Tick filled;

  /**
   * A full one.
   *
   * @param bytesPerSecond 1 and up
   */
  Allowance(long bytesPerSecond, Tick now) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("a rate of " + bytesPerSecond);
    }
    this.bytesPerSecond = bytesPerSecond;
    this.bytes = bytesPerSecond;
    this.filled = now;
  }

  void fill(Tick now) {
    long millis = Math.max(0, filled.millisUntil(now));
    bytes = Math.min((double) bytesPerSecond, bytes + (double) bytesPerSecond * millis / MILLIS);
    filled = now;
  }

  /** Whether anything may be spent. */
  boolean isOpen() {
    return bytes > 0;
  }

  void spend(long spent) {
    bytes -= spent;
  }
}
