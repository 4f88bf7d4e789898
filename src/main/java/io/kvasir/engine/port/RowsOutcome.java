package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a read of a group's rows ended. */
public sealed interface RowsOutcome {
  /**
   * It was read.
   *
   * @param rows those that exist
   * @param more whether the range that was asked for has more rows
   * @param leader who leads the group, as the one who answers knows
   */
  record Rows(SortedMap<Bytes, Bytes> rows, boolean more, Optional<NodeId> leader)
      implements RowsOutcome {
    public Rows {
      rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }
  }

  record NotRead(GroupRefusal reason) implements RowsOutcome {}

  /** The deadline passed. */
  record TimedOut() implements RowsOutcome {}
}
