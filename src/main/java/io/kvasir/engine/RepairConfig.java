package io.kvasir.engine;

/**
 * How much the replicas' comparison with one another may cost.
 *
 * @param intervalMillis between two comparisons of a partition with one other replica
 * @param exchangesPerLoop how many comparisons one loop has under way at most
 * @param bytesPerSecondPerLoop how much of states one loop sends to replicas that lack them
 * @param scrubKeysPerSecondPerLoop how many keys one loop holds against their digests
 */
public record RepairConfig(
    long intervalMillis,
    int exchangesPerLoop,
    long bytesPerSecondPerLoop,
    long scrubKeysPerSecondPerLoop) {
  /** Each partition once a minute, with up to 16 MiB/s, and 100 keys a second. */
  public static final RepairConfig DEFAULT = new RepairConfig(60_000, 2, 16L << 20, 100);

  public RepairConfig {
    if (intervalMillis < 1
        || exchangesPerLoop < 1
        || bytesPerSecondPerLoop < 1
        || scrubKeysPerSecondPerLoop < 1) {
      throw new IllegalArgumentException("a repair that never gets anywhere");
    }
  }
}
