package io.kvasir.core.consensus;

/**
 * The point a log begins after: all entries up to and including {@code index} are committed, and
 * their effects are in the state machine or in the snapshot that carries this head.
 *
 * @param index 0 when nothing was ever compacted
 * @param term of the entry at {@code index}; 0 at index 0
 * @param membership the members as of {@code index}; without voters in a replica that is still to
 *     learn of its group
 */
public record LogStart(long index, long term, Membership membership) {
  /** Where the log of a founding member of a group begins. */
  public static LogStart founding(Membership membership) {
    return new LogStart(0, 0, membership);
  }
}
