package io.kvasir.core.handoff;

import io.kvasir.core.node.NodeId;
import java.util.Optional;

/**
 * How far a transfer came in this life of its target.
 *
 * @param source who is asked now; empty when nobody is left
 * @param entries how many entries, or parts of such, arrived
 * @param bytes about how large they were
 * @param bytesLeft about how much follows, as far as the present source told
 * @param bytesPerSecond lately
 * @param complete whether everything is on the disk
 */
public record TransferProgress(
    TransferId transfer,
    Optional<NodeId> source,
    long entries,
    long bytes,
    long bytesLeft,
    long bytesPerSecond,
    boolean complete) {
  private static final long MILLIS = 1_000;

  /** How long the rest will take at the present rate; empty while nothing moves. */
  public Optional<Long> etaMillis() {
    if (complete) {
      return Optional.of(0L);
    }
    return bytesPerSecond > 0
        ? Optional.of(Math.multiplyExact(bytesLeft / bytesPerSecond, MILLIS))
        : Optional.empty();
  }
}
