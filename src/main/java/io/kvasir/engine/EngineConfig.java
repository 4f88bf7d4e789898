package io.kvasir.engine;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Outbox;

/**
 * What an engine is told at its start.
 *
 * @param requestsPerLoop how many client requests and peer merges one loop has under way at most
 * @param bytesPerLoop how many bytes of payload one loop has under way at most, counted from a
 *     request's arrival until it is answered and on disk; several copies of each exist at times
 * @param hintsPerLoop how much of what was not acknowledged one loop remembers at most
 * @param tickMillis how often loops resend what was not acknowledged
 * @param handoff how fast partitions change hands
 * @param repair how replicas are compared
 * @param sweep how what has ended is reclaimed
 * @param burial how what remains of deleted keys is looked for
 */
public record EngineConfig(
    NodeId self,
    int requestsPerLoop,
    long bytesPerLoop,
    Outbox.Limits hintsPerLoop,
    long tickMillis,
    HandoffConfig handoff,
    RepairConfig repair,
    SweepConfig sweep,
    BurialConfig burial) {
  private static final long DEFAULT_BYTES = 64L << 20;
  private static final long DEFAULT_HINT_MILLIS = 3 * 3_600_000L;

  /** With the default bound of bytes. */
  public EngineConfig(NodeId self, int requestsPerLoop, int outboxRecordsPerLoop, long tickMillis) {
    this(
        self,
        requestsPerLoop,
        DEFAULT_BYTES,
        new Outbox.Limits(outboxRecordsPerLoop, DEFAULT_BYTES, DEFAULT_HINT_MILLIS),
        tickMillis,
        HandoffConfig.DEFAULT,
        RepairConfig.DEFAULT,
        SweepConfig.DEFAULT,
        BurialConfig.DEFAULT);
  }

  public EngineConfig withHandoff(HandoffConfig next) {
    return new EngineConfig(
        self, requestsPerLoop, bytesPerLoop, hintsPerLoop, tickMillis, next, repair, sweep, burial);
  }

  public EngineConfig withRepair(RepairConfig next) {
    return new EngineConfig(
        self,
        requestsPerLoop,
        bytesPerLoop,
        hintsPerLoop,
        tickMillis,
        handoff,
        next,
        sweep,
        burial);
  }

  public EngineConfig withSweep(SweepConfig next) {
    return new EngineConfig(
        self,
        requestsPerLoop,
        bytesPerLoop,
        hintsPerLoop,
        tickMillis,
        handoff,
        repair,
        next,
        burial);
  }

  public EngineConfig withBurial(BurialConfig next) {
    return new EngineConfig(
        self,
        requestsPerLoop,
        bytesPerLoop,
        hintsPerLoop,
        tickMillis,
        handoff,
        repair,
        sweep,
        next);
  }

  public static EngineConfig of(NodeId self) {
    return new EngineConfig(self, 16_384, 131_072, 500);
  }
}
