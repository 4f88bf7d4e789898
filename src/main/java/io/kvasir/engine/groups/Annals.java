package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.keyspace.RowKeys;
import io.kvasir.engine.port.KeyspaceFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.LongStream;

/**
 * The history that a replica on this node keeps: the latest of it in memory, all of it in rows.
 *
 * @param format of the rows
 */
public record Annals(Chronicle chronicle, KeyspaceFormat format) {
  /** The rows of the next {@code count} revisions after {@code revision}. */
  List<Bytes> rowsAfter(long revision, long count) {
    return LongStream.rangeClosed(revision + 1, revision + count)
        .mapToObj(RowKeys::ofRevision)
        .toList();
  }

  /**
   * The revisions after {@code revision} that were found, up to the first gap.
   *
   * @throws IllegalStateException when a row cannot be read
   */
  List<Revision> read(long revision, SortedMap<Bytes, Bytes> rows) {
    List<Revision> read = new ArrayList<>();
    for (long number = revision + 1; ; number++) {
      Bytes key = RowKeys.ofRevision(number);
      Bytes row = rows.get(key);
      if (row == null) {
        return read;
      }
      read.add(KeyspaceCells.readable(format.decodeRevision(number, row), key));
    }
  }
}
