package io.kvasir.core.watch;

/**
 * The sizes of a feed.
 *
 * @param pageChanges how many changes of a journal are asked for at once
 * @param batchKeys how many keys are asked about at once
 * @param gatherMillis how long a change waits for what others show, so that one look is enough
 * @param retryMillis after how long who did not answer is asked again
 * @param echoes how many of the last deliveries are remembered, at most
 */
public record FeedConfig(
    int pageChanges, int batchKeys, long gatherMillis, long retryMillis, int echoes) {
  public static final FeedConfig DEFAULT = new FeedConfig(512, 64, 10, 500, 64);

  public FeedConfig {
    if (pageChanges < 1 || batchKeys < 1 || gatherMillis < 1 || retryMillis < 1 || echoes < 0) {
      throw new IllegalArgumentException("a feed of such sizes");
    }
  }
}
