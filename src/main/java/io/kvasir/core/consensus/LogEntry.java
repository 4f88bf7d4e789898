package io.kvasir.core.consensus;

/**
 * One entry of a replicated log.
 *
 * @param index 1 and up, without gaps
 * @param term of the leader that appended it
 */
public record LogEntry(long index, long term, Payload payload) {
  public LogEntry {
    if (index < 1 || term < 1) {
      throw new IllegalArgumentException("entry " + index + " of term " + term);
    }
  }

  /** An estimate of the bytes it takes on the wire. */
  public int weight() {
    return 24 + payload.weight();
  }
}
