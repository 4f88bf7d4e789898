package io.kvasir.edge.rocksdb;

import java.util.List;
import java.util.Optional;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.Status;

/** Reads rows of one column family as they are in a snapshot. */
final class RowReader implements AutoCloseable {
  /** Receives the rows of a range. */
  interface RowVisitor {
    void visit(byte[] key, byte[] value) throws DamagedBytes;
  }

  /** Receives the rows of a range, for as long as it wants. */
  interface RowTaker {
    /** Whether it wants more. */
    boolean take(byte[] key, byte[] value) throws DamagedBytes;
  }

  private static final int CACHE_ROWS = 128;

  private final RocksDB rocks;
  private final ColumnFamilyHandle family;
  private final StoreCounters counters;
  private final boolean isInMemory;

  /** Of the view when it is read in memory. */
  private final ReadOptions options;

  private int rowsLeft;

  /**
   * @param view held by the caller until this is closed
   */
  RowReader(
      Database database,
      ColumnFamilyHandle family,
      SharedSnapshot view,
      Reach reach,
      StoreCounters counters) {
    this.rocks = database.rocks();
    this.family = family;
    this.counters = counters;
    this.isInMemory = reach == Reach.CACHE;
    this.options =
        isInMemory
            ? view.inMemory()
            : new ReadOptions(view.inMemory()).setReadTier(ReadTier.READ_ALL_TIER);
    this.rowsLeft = isInMemory ? CACHE_ROWS : Integer.MAX_VALUE;
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
    range(
        prefix,
        RowKeys.after(prefix),
        (key, value) -> {
          visitor.visit(key, value);
          return true;
        });
  }

  /** Takes rows from {@code from} (inclusive) to {@code to} (exclusive), in order. */
  void range(byte[] from, byte[] to, RowTaker taker)
      throws RocksDBException, BeyondReach, DamagedBytes {
    try (Slice end = new Slice(to);
        ReadOptions bounded = new ReadOptions(options).setIterateUpperBound(end);
        RocksIterator rows = rocks.newIterator(family, bounded)) {
      boolean more = true;
      for (rows.seek(from); more && rows.isValid(); rows.next()) {
        useRow();
        more = taker.take(rows.key(), counted(rows.value()));
      }
      rows.status();
    } catch (RocksDBException failed) {
      throw unlessBeyondReach(failed);
    }
  }

  /** Takes rows from {@code from} (inclusive) to {@code to} (exclusive), the last first. */
  void rangeBackwards(byte[] from, byte[] to, RowTaker taker)
      throws RocksDBException, BeyondReach, DamagedBytes {
    try (Slice start = new Slice(from);
        Slice end = new Slice(to);
        ReadOptions bounded =
            new ReadOptions(options).setIterateLowerBound(start).setIterateUpperBound(end);
        RocksIterator rows = rocks.newIterator(family, bounded)) {
      boolean more = true;
      for (rows.seekToLast(); more && rows.isValid(); rows.prev()) {
        useRow();
        more = taker.take(rows.key(), counted(rows.value()));
      }
      rows.status();
    } catch (RocksDBException failed) {
      throw unlessBeyondReach(failed);
    }
  }

  /** A range of rows that is gone through bit by bit; to be closed before this reader is. */
  final class Cursor implements AutoCloseable {
    private final Slice start;
    private final Slice end;
    private final ReadOptions bounded;
    private final RocksIterator rows;
    private final boolean isReverse;

    private Cursor(byte[] from, byte[] to, boolean isReverse) {
      this.isReverse = isReverse;
      this.start = new Slice(from);
      this.end = new Slice(to);
      this.bounded = new ReadOptions(options).setIterateLowerBound(start).setIterateUpperBound(end);
      this.rows = rocks.newIterator(family, bounded);
      if (isReverse) {
        rows.seekToLast();
      } else {
        rows.seek(from);
      }
    }

    /** Goes to the next row; whether there is one. */
    boolean next() throws RocksDBException, BeyondReach {
      if (isReverse) {
        rows.prev();
      } else {
        rows.next();
      }
      return check();
    }

    /** Whether it stands on a row. */
    boolean check() throws RocksDBException, BeyondReach {
      try {
        rows.status();
      } catch (RocksDBException failed) {
        throw unlessBeyondReach(failed);
      }
      return rows.isValid();
    }

    byte[] key() {
      return rows.key();
    }

    byte[] value() throws BeyondReach {
      useRow();
      return counted(rows.value());
    }

    @Override
    public void close() {
      rows.close();
      bounded.close();
      end.close();
      start.close();
    }
  }

  /**
   * Begins at the first row from {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param isReverse whether the last come first
   */
  Cursor cursor(byte[] from, byte[] to, boolean isReverse) {
    return new Cursor(from, to, isReverse);
  }

  /** About how many bytes lie between two keys, as they are on the disk and in memory now. */
  long estimateBytes(byte[] from, byte[] to) {
    try (Slice start = new Slice(from);
        Slice end = new Slice(to)) {
      long[] sizes =
          rocks.getApproximateSizes(
              family,
              List.of(new Range(start, end)),
              SizeApproximationFlag.INCLUDE_FILES,
              SizeApproximationFlag.INCLUDE_MEMTABLES);
      return sizes[0];
    }
  }

  @Override
  public void close() {
    if (!isInMemory) {
      options.close();
    }
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
