package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;

/**
 * Rows of a group's state machine between two keys, and how many of them are wanted at once.
 *
 * @param from inclusive
 * @param to exclusive
 * @param limit how many rows at most, 1 and up
 * @param bytes how much their keys and values may take together, unless the first takes more
 * @param reverse whether the last come first
 * @param brief whether they are wanted without what makes them long
 */
public record RowRange(Bytes from, Bytes to, int limit, int bytes, boolean reverse, boolean brief) {
  public RowRange {
    if (limit < 1 || bytes < 1) {
      throw new IllegalArgumentException("a page of " + limit + " rows, " + bytes + " bytes");
    }
  }
}
