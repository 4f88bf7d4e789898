package io.kvasir.engine;

import io.kvasir.core.node.NodeId;

/**
 * What an engine is told at its start.
 *
 * @param requestsPerLoop how many client requests and peer merges one loop has under way at most
 * @param bytesPerLoop how many bytes of payload one loop has under way at most, counted from a
 *     request's arrival until it is answered and on disk; several copies of each exist at times
 * @param outboxRecordsPerLoop how many unacknowledged deltas one loop remembers at most
 * @param tickMillis how often loops resend what was not acknowledged
 * @param handoff how fast partitions change hands
 */
public record EngineConfig(
    NodeId self,
    int requestsPerLoop,
    long bytesPerLoop,
    int outboxRecordsPerLoop,
    long tickMillis,
    HandoffConfig handoff) {
  private static final long DEFAULT_BYTES = 64L << 20;

  /** With the default bound of bytes. */
  public EngineConfig(NodeId self, int requestsPerLoop, int outboxRecordsPerLoop, long tickMillis) {
    this(
        self,
        requestsPerLoop,
        DEFAULT_BYTES,
        outboxRecordsPerLoop,
        tickMillis,
        HandoffConfig.DEFAULT);
  }

  public EngineConfig withHandoff(HandoffConfig next) {
    return new EngineConfig(
        self, requestsPerLoop, bytesPerLoop, outboxRecordsPerLoop, tickMillis, next);
  }

  public static EngineConfig of(NodeId self) {
    return new EngineConfig(self, 16_384, 131_072, 500);
  }
}
