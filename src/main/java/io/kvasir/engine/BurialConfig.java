package io.kvasir.engine;

/**
 * How what remains of deleted keys is looked for.
 *
 * @param intervalMillis from the end of one search to the next
 * @param keysPerSecondPerLoop how many keys, deleted or not, one loop looks at
 */
public record BurialConfig(long intervalMillis, int keysPerSecondPerLoop) {
  /** Once a minute, 10,000 a second. */
  public static final BurialConfig DEFAULT = new BurialConfig(60_000, 10_000);

  public BurialConfig {
    if (intervalMillis < 0 || keysPerSecondPerLoop < 1) {
      throw new IllegalArgumentException("a search that never gets anywhere");
    }
  }
}
