package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.ring.PartitionId;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Writes groups of commits, each group with one write to the log. Used by one thread at a time. */
final class DatabaseWriter implements GroupCommit.Sink {
  private final Database database;
  private final StoreOptions options;
  private final OutgoingTrims trims;
  private final StoreCounters counters;

  DatabaseWriter(
      Database database, StoreOptions options, OutgoingTrims trims, StoreCounters counters) {
    this.database = database;
    this.options = options;
    this.trims = trims;
    this.counters = counters;
  }

  @Override
  public void write(List<Commit> group) throws RocksDBException {
    database.create(partitionsOf(group));
    try (WriteBatch batch = new WriteBatch()) {
      for (Commit commit : group) {
        add(batch, commit);
      }
      trims.addTo(batch, database);
      write(options.durably(), batch);
    }
  }

  @Override
  public void rest() throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      if (trims.addTo(batch, database) > 0) {
        write(options.lazily(), batch);
      }
    }
  }

  private void write(WriteOptions how, WriteBatch batch) throws RocksDBException {
    counters.rowsWritten(batch.count());
    database.rocks().write(how, batch);
  }

  private void add(WriteBatch batch, Commit commit) throws RocksDBException {
    switch (commit) {
      case Commit.OfPartition(PartitionId partition, List<RowChange> changes) -> {
        ColumnFamilyHandle family = database.partition(partition).orElseThrow();
        for (RowChange change : changes) {
          change.addTo(batch, family);
        }
      }
      case Commit.OfCatalogue(RowChange change) -> change.addTo(batch, database.catalogue());
      case Commit.OfDrop(BucketId bucket) -> addDrop(batch, bucket);
    }
  }

  /** The rows of a bucket's lives lie side by side, in the order of their generations. */
  private void addDrop(WriteBatch batch, BucketId bucket) throws RocksDBException {
    byte[] firstLife = RowKeys.bucket(new BucketId(bucket.name(), 0));
    RowChange drop = RowChange.deleteRange(firstLife, RowKeys.after(RowKeys.bucket(bucket)));
    for (PartitionId partition : database.partitions()) {
      drop.addTo(batch, database.partition(partition).orElseThrow());
    }
  }

  private static SortedSet<PartitionId> partitionsOf(List<Commit> group) {
    TreeSet<PartitionId> partitions = new TreeSet<>();
    for (Commit commit : group) {
      if (commit instanceof Commit.OfPartition(PartitionId partition, List<RowChange> changes)) {
        partitions.add(partition);
      }
    }
    return partitions;
  }
}
