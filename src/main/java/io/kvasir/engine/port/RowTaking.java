package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;
import java.util.SortedMap;

/** Fills a page of rows up to the limits of its range. For stores; single owner. */
public final class RowTaking {
  private final RowRange range;
  private final SortedMap<Bytes, Bytes> rows;
  private int taken;
  private long bytes;
  private boolean more;

  /**
   * @param rows where they go
   */
  public RowTaking(RowRange range, SortedMap<Bytes, Bytes> rows) {
    this.range = range;
    this.rows = rows;
  }

  /** Takes the next row of the range, if there is room for it; whether the next may be offered. */
  public boolean take(Bytes key, Bytes value) {
    long size = (long) key.length() + value.length();
    if (taken == range.limit() || (taken > 0 && bytes + size > range.bytes())) {
      more = true;
      return false;
    }
    rows.put(key, value);
    taken++;
    bytes += size;
    return true;
  }

  /** What was taken, and whether a row was left. */
  public GroupStore.RowPage page() {
    return new GroupStore.RowPage(rows, more);
  }
}
