package io.kvasir.service;

/** Why a watch ended, or did not begin. */
public enum WatchEnd {
  /** The client left. */
  CLIENT,
  /** The client took nothing for too long. */
  SLOW_CONSUMER,
  /** There are too many watches, or they hold too much. */
  OVERLOADED,
  /** The node stops. */
  STOPPING,
  /** Changes behind the cursor are not kept any more. */
  COMPACTED,
  /** The bucket was dropped. */
  DROPPED,
  /** The replicas could not be heard. */
  UNAVAILABLE,
  /** The request was not one that can be served. */
  REFUSED;

  /** What a failure means for a watch. */
  public static WatchEnd of(Failure failure) {
    return switch (failure) {
      case Failure.Overloaded() -> OVERLOADED;
      case Failure.Stopping() -> STOPPING;
      case Failure.Compacted() -> COMPACTED;
      case Failure.BucketNotFound(String _) -> DROPPED;
      default -> failure.isRetryable() ? UNAVAILABLE : REFUSED;
    };
  }
}
