package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.Mark;
import io.kvasir.core.watch.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;

/** One page of the journal: its rows with what is shown of their keys in the same view. */
final class JournalReads implements AutoCloseable {
  /**
   * A row of the journal.
   *
   * @param since when the key, which is stored no more, changed last; 0 of a change
   */
  record Change(PartitionId partition, Key key, long since) {}

  /**
   * Of a key, where in the journal.
   *
   * @param sequence its last change
   * @param shown its last change that could be seen; 0 when there was none
   * @param form {@link io.kvasir.core.crdt.Remains#form}
   */
  record Last(long sequence, long shown, long form) {
    static final Last NONE = new Last(0, 0, 0);
  }

  private final Database database;
  private final SharedSnapshot view;
  private final Reach reach;
  private final StoreCounters counters;
  private final TreeMap<PartitionId, RowReader> partitions = new TreeMap<>();

  JournalReads(Database database, SharedSnapshot view, Reach reach, StoreCounters counters) {
    this.database = database;
    this.view = view;
    this.reach = reach;
    this.counters = counters;
  }

  JournalPage page(BucketId bucket, long after, int limit)
      throws RocksDBException, DamagedBytes, BeyondReach {
    TreeMap<Long, Change> found = new TreeMap<>();
    long head;
    long trimmed;
    try (RowReader rows = new RowReader(database, database.journal(), view, reach, counters)) {
      head = Journal.headOf(rows);
      trimmed = Journal.progressOf(rows, bucket).trimmed();
      rows.range(
          JournalKeys.afterChange(bucket, after),
          RowKeys.after(JournalKeys.changes(bucket)),
          (key, value) -> {
            found.put(JournalKeys.sequenceOf(key), RowCodec.change(key, value));
            return found.size() < limit;
          });
    }
    List<Shown> changes = new ArrayList<>();
    for (var each : found.entrySet()) {
      shown(bucket, each.getKey(), each.getValue()).ifPresent(changes::add);
    }
    return new JournalPage(trimmed, found.size() < limit ? head : found.lastKey(), head, changes);
  }

  private Optional<Shown> shown(BucketId bucket, long sequence, Change change)
      throws RocksDBException, DamagedBytes, BeyondReach {
    Mark now = mark(change.partition(), new EntryKey(bucket, change.key()));
    return Shown.of(sequence, change.since(), now)
        .map(mark -> new Shown(sequence, change.partition(), change.key(), mark));
  }

  private Mark mark(PartitionId partition, EntryKey entry)
      throws RocksDBException, DamagedBytes, BeyondReach {
    Optional<ColumnFamilyHandle> family = database.partition(partition);
    if (family.isEmpty()) {
      return Mark.UNKNOWN;
    }
    RowReader rows =
        partitions.computeIfAbsent(
            partition, any -> new RowReader(database, family.get(), view, reach, counters));
    return mark(rows, entry);
  }

  static Mark mark(RowReader rows, EntryKey entry)
      throws RocksDBException, DamagedBytes, BeyondReach {
    Optional<byte[]> row = rows.get(RowKeys.change(entry));
    if (row.isEmpty()) {
      return Mark.UNKNOWN;
    }
    Last last = RowCodec.last(row.get());
    Optional<byte[]> digestRow = rows.get(RowKeys.digest(entry));
    long digest = digestRow.isPresent() ? RowCodec.number(digestRow.get()) : 0;
    return new Mark(digest, digest + last.form(), last.shown(), last.sequence());
  }

  @Override
  public void close() {
    partitions.values().forEach(RowReader::close);
  }
}
