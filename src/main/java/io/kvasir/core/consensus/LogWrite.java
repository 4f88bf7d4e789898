package io.kvasir.core.consensus;

import java.util.List;
import java.util.Optional;

/**
 * A change of what is stored of one replica, atomic and in the order of the calls.
 *
 * @param state replaces the stored one; empty leaves it
 * @param truncateFrom entries from this index on are deleted first; 0 deletes none
 * @param entries appended, without a gap to what is then stored
 */
public record LogWrite(Optional<HardState> state, long truncateFrom, List<LogEntry> entries) {
  /** Changes nothing. */
  public static final LogWrite NOTHING = new LogWrite(Optional.empty(), 0, List.of());

  public LogWrite {
    entries = List.copyOf(entries);
  }
}
