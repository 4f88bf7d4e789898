package io.kvasir.edge.rocksdb;

import io.kvasir.core.ring.PartitionId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Up to where the outgoing deltas of each partition are no longer needed. Asked for on any thread,
 * at once in force for readers, and written by the writer with its next group: so at most one range
 * deletion per partition and group, whatever was asked for.
 */
final class OutgoingTrims {
  private final AtomicLongArray wanted;
  private final long[] written;

  OutgoingTrims(int partitions) {
    wanted = new AtomicLongArray(partitions);
    written = new long[partitions];
  }

  /** Forgets what is below {@code sequence}. */
  void trim(PartitionId partition, long sequence) {
    wanted.accumulateAndGet(partition.number(), sequence, Math::max);
  }

  boolean isTrimmed(PartitionId partition, long sequence) {
    return sequence < wanted.get(partition.number());
  }

  /** Adds what was asked for since the last time, and takes it for written. For the writer only. */
  int addTo(WriteBatch batch, Database database) throws RocksDBException {
    int added = 0;
    for (int partition = 0; partition < written.length; partition++) {
      if (wanted.get(partition) > written[partition]) {
        Optional<ColumnFamilyHandle> family = database.partition(new PartitionId(partition));
        if (family.isPresent()) {
          add(batch, family.get(), partition);
          added++;
        }
      }
    }
    return added;
  }

  private void add(WriteBatch batch, ColumnFamilyHandle family, int partition)
      throws RocksDBException {
    long below = wanted.get(partition);
    RowChange.deleteRange(RowKeys.outgoing(written[partition]), RowKeys.outgoing(below))
        .addTo(batch, family);
    written[partition] = below;
  }
}
