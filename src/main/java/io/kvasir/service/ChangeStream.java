package io.kvasir.service;

import io.smallrye.mutiny.Uni;

/**
 * The changes of one bucket from some point on. It is pulled: what nobody asked for yet stays in
 * the storage of the replicas, which is the buffer of slow watchers, and not in memory. One call at
 * a time, from any thread; items come on any thread.
 */
public interface ChangeStream {
  /**
   * The next changes; empty when there were none in time, and at the first call of a stream that
   * begins now: its position is that of now.
   *
   * <p>After a failure that is retryable, the same may be asked again; after another the stream is
   * over. {@link Failure.Compacted} says that what comes next is not kept any more.
   *
   * @param limit how many at most, 1 and up
   * @param waitMillis how long to wait for the first
   */
  Uni<Result<ChangePage>> next(int limit, long waitMillis);

  /** Ends it; what is waited for need not come. Once or more often. */
  void close();
}
