package io.kvasir.edge.wire;

/** What came of decoding bytes that somebody sent. */
public sealed interface Decoded<T> {
  /** They are well formed. */
  record Valid<T>(T value) implements Decoded<T> {}

  /**
   * They are not what they should be.
   *
   * @param reason for the log; never holds what was sent
   */
  record Malformed<T>(String reason) implements Decoded<T> {}

  /**
   * They are of a version or kind that this node does not know, as a later one may send.
   *
   * @param reason for the log
   */
  record Unsupported<T>(String reason) implements Decoded<T> {}
}
