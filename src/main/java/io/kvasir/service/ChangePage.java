package io.kvasir.service;

import io.kvasir.core.bytes.Bytes;
import java.util.List;

/**
 * A few changes of a stream, in its order.
 *
 * @param position of the stream behind them: all before it is accounted for, also what the watcher
 *     did not want to hear of. Holds when there are no changes too
 */
public record ChangePage(List<Change> changes, Bytes position) {
  /** So many bytes of keys and values a page has about, unless one change alone has more. */
  public static final int BYTES = 64 << 10;

  public ChangePage {
    changes = List.copyOf(changes);
  }
}
