package io.kvasir.service;

import java.util.Optional;

/**
 * Which keys of a bucket a client wants to see, a page at a time.
 *
 * @param prefix what they start with; "" for anything
 * @param from the least of them, inclusive
 * @param to exclusive
 * @param limit how many a page has at most
 * @param cursor what a page before said
 * @param keysOnly whether what stands under the keys is not wanted
 * @param reverse whether the last come first
 */
public record ScanRequest(
    String prefix,
    Optional<String> from,
    Optional<String> to,
    Optional<Long> limit,
    Optional<String> cursor,
    boolean keysOnly,
    boolean reverse) {
  /** How many keys a page has at most unless the client says otherwise. */
  public static final int DEFAULT_LIMIT = 100;

  /** How many it may ask for. */
  public static final int MAX_LIMIT = 1_000;

  /** The same from another place on. */
  public ScanRequest from(Optional<String> next) {
    return new ScanRequest(prefix, from, to, limit, next, keysOnly, reverse);
  }

  /** The same with another number of keys. */
  public ScanRequest withLimit(long next) {
    return new ScanRequest(prefix, from, to, Optional.of(next), cursor, keysOnly, reverse);
  }
}
