package io.kvasir.edge.rocksdb;

import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/** The database as it was at one moment, for as long as somebody holds it. For any thread. */
final class SharedSnapshot implements AutoCloseable {
  private final RocksDB rocks;
  private final Snapshot snapshot;
  private final ReadOptions inMemory;
  private final AtomicInteger holders = new AtomicInteger(1);

  private SharedSnapshot(RocksDB rocks) {
    this.rocks = rocks;
    this.snapshot = rocks.getSnapshot();
    this.inMemory = new ReadOptions().setSnapshot(snapshot).setReadTier(ReadTier.BLOCK_CACHE_TIER);
  }

  /** Takes and holds one of now. */
  static SharedSnapshot take(RocksDB rocks) {
    return new SharedSnapshot(rocks);
  }

  /** How to read it without the disk. For one who holds it; not to be changed or closed. */
  ReadOptions inMemory() {
    return inMemory;
  }

  /** The number of rows that were written when it was taken. */
  long sequence() {
    return snapshot.getSequenceNumber();
  }

  /** False when it was let go of by all. */
  boolean hold() {
    return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Lets go of it. */
  @Override
  public void close() {
    if (holders.decrementAndGet() == 0) {
      inMemory.close();
      rocks.releaseSnapshot(snapshot);
    }
  }
}
