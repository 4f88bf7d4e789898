package io.kvasir.edge.rocksdb;

import java.util.Optional;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;

/** Reads rows of one column family as they were at one moment. */
final class RowReader implements AutoCloseable {
  /** Receives the rows of a range. */
  interface RowVisitor {
    void visit(byte[] key, byte[] value) throws DamagedBytes;
  }

  private static final int CACHE_ROWS = 128;

  private final RocksDB rocks;
  private final ColumnFamilyHandle family;
  private final StoreCounters counters;
  private final Snapshot snapshot;
  private final ReadOptions options;
  private int rowsLeft;

  RowReader(Database database, ColumnFamilyHandle family, Reach reach, StoreCounters counters) {
    this.rocks = database.rocks();
    this.family = family;
    this.counters = counters;
    this.snapshot = rocks.getSnapshot();
    this.options =
        new ReadOptions()
            .setSnapshot(snapshot)
            .setReadTier(reach == Reach.CACHE ? ReadTier.BLOCK_CACHE_TIER : ReadTier.READ_ALL_TIER);
    this.rowsLeft = reach == Reach.CACHE ? CACHE_ROWS : Integer.MAX_VALUE;
  }

  Optional<byte[]> get(byte[] key) throws RocksDBException, BeyondReach {
    useRow();
    try {
      return Optional.ofNullable(rocks.get(family, options, key)).map(this::counted);
    } catch (RocksDBException failed) {
      throw unlessBeyondReach(failed);
    }
  }

  /** Visits all rows whose keys start with {@code prefix}, in order. */
  void scan(byte[] prefix, RowVisitor visitor) throws RocksDBException, BeyondReach, DamagedBytes {
    try (Slice end = new Slice(RowKeys.after(prefix));
        ReadOptions bounded = new ReadOptions(options).setIterateUpperBound(end);
        RocksIterator rows = rocks.newIterator(family, bounded)) {
      for (rows.seek(prefix); rows.isValid(); rows.next()) {
        useRow();
        visitor.visit(rows.key(), counted(rows.value()));
      }
      rows.status();
    } catch (RocksDBException failed) {
      throw unlessBeyondReach(failed);
    }
  }

  @Override
  public void close() {
    options.close();
    rocks.releaseSnapshot(snapshot);
  }

  private byte[] counted(byte[] row) {
    counters.rowRead();
    return row;
  }

  private void useRow() throws BeyondReach {
    if (--rowsLeft < 0) {
      throw new BeyondReach();
    }
  }

  private static RocksDBException unlessBeyondReach(RocksDBException failed) throws BeyondReach {
    Status status = failed.getStatus();
    if (status != null && status.getCode() == Status.Code.Incomplete) {
      throw new BeyondReach();
    }
    return failed;
  }
}
