package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * What was stored of a replica when it starts.
 *
 * @param entries the log after {@code start}, without gaps
 * @param applied the index up to which the state machine's stored state goes; at least {@code
 *     start.index()}
 * @param staged a snapshot that was being received
 */
public record Recovered(
    HardState state,
    LogStart start,
    List<LogEntry> entries,
    long applied,
    Optional<Staged> staged) {
  public Recovered {
    entries = List.copyOf(entries);
  }

  /** A replica without a past. */
  public static Recovered blank(LogStart start) {
    return new Recovered(HardState.INITIAL, start, List.of(), start.index(), Optional.empty());
  }

  /** How far a snapshot was received. */
  public record Staged(LogStart head, Bytes next) {}
}
