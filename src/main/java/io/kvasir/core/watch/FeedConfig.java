package io.kvasir.core.watch;

/**
 * The sizes of a feed.
 *
 * @param pageChanges how many changes of a journal are asked for at once
 * @param batchKeys how many keys are asked about at once
 * @param gatherMillis how long a change waits for what others show, so that one look is enough
 * @param retryMillis after how long who did not answer is asked again
 * @param echoes how many of the last deliveries a position has, at most
 * @param doubts of how many of the last keys that were delivered without hearing all of their
 *     replicas a position says so, at most; instead it doubts those replicas as wholes
 * @param memory how many of them are remembered, at most
 * @param prelude how many of the last changes of a store are looked at before a stream begins, so
 *     that what is on its way to other replicas then is heard of
 */
public record FeedConfig(
    int pageChanges,
    int batchKeys,
    long gatherMillis,
    long retryMillis,
    int echoes,
    int doubts,
    int memory,
    int prelude) {
  public static final FeedConfig DEFAULT =
      new FeedConfig(512, 64, 10, 500, Position.ECHOES, Position.DOUBTS, 1_024, 1_024);

  public FeedConfig {
    if (pageChanges < 1 || batchKeys < 1 || gatherMillis < 1 || retryMillis < 1) {
      throw new IllegalArgumentException("a feed of such sizes");
    }
    if (echoes < 0 || memory < echoes || doubts < 0 || prelude < 0) {
      throw new IllegalArgumentException("a feed of such sizes");
    }
  }
}
