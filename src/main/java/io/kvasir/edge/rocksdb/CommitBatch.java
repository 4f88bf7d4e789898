package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.ring.PartitionId;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Commits that are written in one step. */
final class CommitBatch {
  private final Database database;
  private final Journal journal;
  private final RowBatch batch;

  CommitBatch(Database database, Journal journal) {
    this.database = database;
    this.journal = journal;
    this.batch = new RowBatch(database::numberOf);
  }

  /** The column family of its partition must be there. */
  void add(Commit commit) throws RocksDBException {
    switch (commit) {
      case Commit.OfPartition(
              PartitionId partition,
              List<RowChange> changes,
              var news,
              var filed) -> {
        add(database.partition(partition).orElseThrow(), changes);
        if (news.isPresent()) {
          journal.add(batch, database, partition, news.get());
        }
      }
      case Commit.OfStanding(RowChange change) -> change.addTo(batch, database.node());
      case Commit.OfDrop(BucketId bucket) -> addDrop(bucket);
      case Commit.OfGroup(List<RowChange> log, List<RowChange> state, boolean durable) -> {
        add(database.groupLog(), log);
        add(database.groupState(), state);
      }
    }
  }

  /** Keeps how far the journal is, if it went on. */
  void endJournal() {
    journal.end(batch, database);
  }

  /** Deletes the outgoing deltas that are needed no more; how many deletions that takes. */
  int add(OutgoingTrims trims) {
    return trims.addTo(batch, database);
  }

  int rows() {
    return batch.count();
  }

  void write(StoreOptions options) throws RocksDBException {
    try (WriteBatch whole = batch.toWriteBatch()) {
      database.rocks().write(options.writing(), whole);
    }
  }

  private void add(ColumnFamilyHandle family, List<RowChange> changes) {
    for (RowChange change : changes) {
      change.addTo(batch, family);
    }
  }

  /** The rows of a bucket's lives lie side by side, in the order of their generations. */
  private void addDrop(BucketId bucket) {
    byte[] firstLife = RowKeys.bucket(new BucketId(bucket.name(), 0));
    RowChange drop = RowChange.deleteRange(firstLife, RowKeys.after(RowKeys.bucket(bucket)));
    for (PartitionId partition : database.partitions()) {
      drop.addTo(batch, database.partition(partition).orElseThrow());
    }
    journal.drop(batch, database, bucket);
  }
}
