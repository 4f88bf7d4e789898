package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.History;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.keyspace.RowKeys;
import io.kvasir.engine.port.KeyspaceFormat;

/** A shard's history in its rows. */
record HistoryRows(KeyspaceFormat format, StateMachine.Rows rows) implements History.Rows {
  @Override
  public long put(Revision revision) {
    Bytes row = format.encode(revision);
    rows.put(RowKeys.ofRevision(revision.number()), row);
    return row.length();
  }

  @Override
  public void delete(long revision) {
    rows.delete(RowKeys.ofRevision(revision));
  }
}
