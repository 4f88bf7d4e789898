package io.kvasir.core.time;

/**
 * An instant as one node knows it, in milliseconds since 1970.
 *
 * @param wallMillis the node's own wall clock; may step in any direction
 * @param agreedMillis what it and its peers take for the time, by which expiry is judged
 */
public record Moment(long wallMillis, long agreedMillis) {
  /** Of a node that trusts its own clock. */
  public static Moment of(long wallMillis) {
    return new Moment(wallMillis, wallMillis);
  }
}
