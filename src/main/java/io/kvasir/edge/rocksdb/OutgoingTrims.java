package io.kvasir.edge.rocksdb;

import io.kvasir.core.ring.PartitionId;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import org.rocksdb.ColumnFamilyHandle;

/**
 * Up to where the outgoing deltas of each partition are no longer needed. Asked for on any thread,
 * at once in force for readers, and written by the writer with its next group.
 *
 * <p>The newest rows are known and deleted one by one, older ones as one range: every read of a
 * partition looks through the ranges that were deleted lately.
 */
final class OutgoingTrims {
  /** So many rows of a partition are known. */
  static final int KNOWN = 256;

  private final AtomicLongArray wanted;
  private final Rows[] rows;

  /** The outgoing rows of one partition. For the writer only. */
  private static final class Rows {
    /** The sequences of those that are known, ascending: all from the first of them on. */
    final ArrayDeque<Long> known = new ArrayDeque<>();

    /** There may be rows below that are not known. */
    long unknownBelow = Long.MAX_VALUE;

    long written;

    void file(long sequence) {
      written = Math.min(written, sequence); // it may be trimmed before it is written
      unknownBelow = Math.min(unknownBelow, sequence);
      known.add(sequence);
      if (known.size() > KNOWN) {
        unknownBelow = known.remove() + 1;
      }
    }

    int trim(long below, RowBatch batch, ColumnFamilyHandle family) {
      int added = 0;
      long end = Math.min(below, unknownBelow);
      if (written < end) {
        RowChange.deleteRange(RowKeys.outgoing(written), RowKeys.outgoing(end))
            .addTo(batch, family);
        added++;
      }
      while (!known.isEmpty() && known.peek() < below) {
        RowChange.delete(RowKeys.outgoing(known.remove())).addTo(batch, family);
        added++;
      }
      written = below;
      return added;
    }
  }

  OutgoingTrims(int partitions) {
    wanted = new AtomicLongArray(partitions);
    rows = new Rows[partitions];
    for (int partition = 0; partition < partitions; partition++) {
      rows[partition] = new Rows();
    }
  }

  /** Forgets what is below {@code sequence}. */
  void trim(PartitionId partition, long sequence) {
    wanted.accumulateAndGet(partition.number(), sequence, Math::max);
  }

  boolean isTrimmed(PartitionId partition, long sequence) {
    return sequence < wanted.get(partition.number());
  }

  /** A row is being written; its sequence is above those of all before. For the writer only. */
  void filed(PartitionId partition, long sequence) {
    rows[partition.number()].file(sequence);
  }

  /** Adds what was asked for since the last time, and takes it for written. For the writer only. */
  int addTo(RowBatch batch, Database database) {
    int added = 0;
    for (int partition = 0; partition < rows.length; partition++) {
      if (wanted.get(partition) > rows[partition].written) {
        Optional<ColumnFamilyHandle> family = database.partition(new PartitionId(partition));
        if (family.isPresent()) {
          added += rows[partition].trim(wanted.get(partition), batch, family.get());
        }
      }
    }
    return added;
  }
}
