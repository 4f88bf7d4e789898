package io.kvasir.engine;

/**
 * How fast partitions change hands.
 *
 * @param bytesPerSecond how much a node gives at most, 1 and up
 * @param pageBytes about how much travels at a time; larger entries alone
 * @param atOnce how many transfers a node takes, and how many requests it serves, at a time
 */
public record HandoffConfig(long bytesPerSecond, int pageBytes, int atOnce) {
  public static final HandoffConfig DEFAULT = new HandoffConfig(64L << 20, 256 << 10, 4);

  public HandoffConfig {
    if (bytesPerSecond < 1 || pageBytes < 1 || atOnce < 1) {
      throw new IllegalArgumentException(
          "handoff of %d bytes/s, by %d bytes, %d at once"
              .formatted(bytesPerSecond, pageBytes, atOnce));
    }
  }
}
