package io.kvasir.edge.rocksdb;

import io.kvasir.core.ring.PartitionId;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.rocksdb.RocksDBException;

/**
 * Writes groups of commits, each group with one write to the log, and syncs the log beside that.
 * What was synced can be seen in the durable view.
 */
final class DatabaseWriter implements GroupCommit.Sink {
  private final Database database;
  private final StoreOptions options;
  private final HighWaterMark mark;
  private final DurableView durable;
  private final GroupViews views;
  private final OutgoingTrims trims;
  private final Journal journal;
  private final StoreCounters counters;

  DatabaseWriter(
      DatabaseOpener.Opened opened,
      DurableView durable,
      GroupViews views,
      OutgoingTrims trims,
      Journal journal,
      StoreCounters counters) {
    this.database = opened.database();
    this.options = opened.options();
    this.mark = opened.mark();
    this.durable = durable;
    this.views = views;
    this.trims = trims;
    this.journal = journal;
    this.counters = counters;
  }

  @Override
  public void write(List<Commit> group) throws RocksDBException {
    database.create(partitionsOf(group));
    CommitBatch batch = new CommitBatch(database, journal);
    for (Commit commit : group) {
      batch.add(commit);
      if (commit instanceof Commit.OfPartition of) {
        of.filed().ifPresent(sequence -> trims.filed(of.partition(), sequence));
      }
    }
    batch.endJournal();
    int _ = batch.add(trims);
    write(batch);
  }

  /** What the snapshot has was written before the sync, so it is durable after it. */
  @Override
  public void sync() throws RocksDBException {
    SharedSnapshot written = SharedSnapshot.take(database.rocks());
    boolean synced = false;
    try {
      if (options.syncs()) {
        database.rocks().syncWal();
      }
      mark.raise(written.sequence());
      synced = true;
    } finally {
      if (!synced) {
        written.close();
      }
    }
    durable.show(written);
  }

  @Override
  public void rest() throws RocksDBException {
    views.letGoOfIdle();
    CommitBatch batch = new CommitBatch(database, journal);
    if (batch.add(trims) > 0) {
      write(batch);
    }
  }

  private void write(CommitBatch batch) throws RocksDBException {
    counters.rowsWritten(batch.rows());
    batch.write(options);
  }

  private static SortedSet<PartitionId> partitionsOf(List<Commit> group) {
    TreeSet<PartitionId> partitions = new TreeSet<>();
    for (Commit commit : group) {
      if (commit instanceof Commit.OfPartition of) {
        partitions.add(of.partition());
      }
    }
    return partitions;
  }
}
