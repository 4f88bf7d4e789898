package io.kvasir.core.consensus;

/**
 * The measures of one replica. A tick is what its owner makes it.
 *
 * @param heartbeatTicks a leader is heard of that often
 * @param electionTicks a follower that heard nothing for that long, and up to as long again by
 *     chance, asks whether it may stand; a leader that a majority did not answer for that long
 *     steps down
 * @param appendEntries of one message at most
 * @param appendBytes of one message; only a single entry may be larger
 * @param inflightAppends unanswered appends to one follower at most
 * @param inflightBytes in them; more only for a single one
 * @param uncommittedBytes of proposals that a leader holds; more only for a single one
 * @param pendingReads that wait for a leadership to be confirmed at most
 * @param keptEntries of what is applied stay in the log for followers that lag
 * @param keptBytes of them at most
 * @param chunkBytes the aim for the size of a snapshot's chunks
 */
public record RaftConfig(
    int heartbeatTicks,
    int electionTicks,
    int appendEntries,
    int appendBytes,
    int inflightAppends,
    long inflightBytes,
    long uncommittedBytes,
    int pendingReads,
    int keptEntries,
    long keptBytes,
    int chunkBytes) {
  public static final RaftConfig DEFAULT =
      new RaftConfig(
          2, 8, 1024, 1 << 20, 64, 8L << 20, 32L << 20, 16_384, 4096, 4L << 20, 256 << 10);

  /** The same with other times. */
  public RaftConfig ticking(int heartbeat, int election) {
    return new RaftConfig(
        heartbeat,
        election,
        appendEntries,
        appendBytes,
        inflightAppends,
        inflightBytes,
        uncommittedBytes,
        pendingReads,
        keptEntries,
        keptBytes,
        chunkBytes);
  }

  public RaftConfig {
    if (heartbeatTicks < 1 || electionTicks <= 2 * heartbeatTicks) {
      throw new IllegalArgumentException(
          "an election after %d ticks, a heartbeat every %d"
              .formatted(electionTicks, heartbeatTicks));
    }
    if (appendEntries < 1 || inflightAppends < 1 || pendingReads < 1 || keptEntries < 0) {
      throw new IllegalArgumentException("no room for an entry");
    }
  }
}
