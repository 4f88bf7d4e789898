package io.kvasir.engine;

/**
 * How what has ended is reclaimed.
 *
 * @param graceMillis how long after its end; more than the nodes' clocks differ, so that who
 *     prolonged something in time by his node's clock loses nothing
 * @param keysPerSecondPerLoop how many keys and members one loop reclaims at most
 */
public record SweepConfig(long graceMillis, int keysPerSecondPerLoop) {
  /** After half a minute, up to 1,000 a second. */
  public static final SweepConfig DEFAULT = new SweepConfig(30_000, 1_000);

  public SweepConfig {
    if (graceMillis < 0 || keysPerSecondPerLoop < 1) {
      throw new IllegalArgumentException("a sweep that never gets anywhere");
    }
  }
}
