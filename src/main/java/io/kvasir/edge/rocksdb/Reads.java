package io.kvasir.edge.rocksdb;

import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.StorageFault;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Keeps the disk away from the threads of the engine: a read is tried with what is in memory, on
 * the thread that asks, and goes to a few threads with a bounded queue when that is not enough.
 */
final class Reads {
  /** Something to be read. */
  interface Read<T> {
    T with(Reach reach) throws RocksDBException, BeyondReach, DamagedBytes, ReadRefused;
  }

  private final ThreadPoolExecutor pool;
  private final Gate gate;
  private final StoreCounters counters;

  /**
   * @param gate open as long as the database is
   */
  Reads(int threads, int queueReads, Gate gate, StoreCounters counters) {
    this.gate = gate;
    this.counters = counters;
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueReads),
            Thread.ofPlatform().name("kvasir-store-reader-", 0).daemon().factory());
  }

  /** Never blocks. */
  <T> void read(Read<T> read, Completion<T> completion) {
    try {
      T found = guarded(read, Reach.CACHE);
      counters.cacheRead();
      completion.succeed(found);
    } catch (BeyondReach needsMore) {
      enqueue(read, completion);
    } catch (RocksDBException | DamagedBytes | ReadRefused | Gate.Closed failed) {
      completion.fail(fault(failed));
    }
  }

  /** Never blocks. For what is too long for the thread that asks, even if it were in memory. */
  <T> void readAside(Read<T> read, Completion<T> completion) {
    enqueue(read, completion);
  }

  /** Reads on the calling thread, and blocks it. */
  <T> T readNow(Read<T> read) throws RocksDBException, DamagedBytes, ReadRefused, Gate.Closed {
    try {
      return guarded(read, Reach.DISK);
    } catch (BeyondReach impossible) {
      throw new AssertionError("nothing is beyond the disk", impossible);
    }
  }

  /**
   * Ends what is under way.
   *
   * @return false when that took longer than {@code timeoutMillis}
   */
  boolean end(long timeoutMillis) throws InterruptedException {
    pool.shutdown();
    return pool.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS);
  }

  private <T> void enqueue(Read<T> read, Completion<T> completion) {
    try {
      pool.execute(() -> readFromDisk(read, completion));
    } catch (RejectedExecutionException full) {
      counters.refusedRead();
      completion.fail(new StorageFault("overloaded: too many reads wait for the disk", false));
    }
  }

  private <T> void readFromDisk(Read<T> read, Completion<T> completion) {
    try {
      T found = guarded(read, Reach.DISK);
      counters.diskRead();
      completion.succeed(found);
    } catch (RocksDBException | DamagedBytes | BeyondReach | ReadRefused | Gate.Closed failed) {
      completion.fail(fault(failed));
    }
  }

  private <T> T guarded(Read<T> read, Reach reach)
      throws RocksDBException, BeyondReach, DamagedBytes, ReadRefused, Gate.Closed {
    gate.enter();
    try {
      return read.with(reach);
    } finally {
      gate.leave();
    }
  }

  private static StorageFault fault(Exception failed) {
    return new StorageFault("a read failed: " + failed.getMessage(), false, isDamage(failed));
  }

  private static boolean isDamage(Exception failed) {
    return failed instanceof DamagedBytes
        || (failed instanceof RocksDBException rocks
            && rocks.getStatus() != null
            && rocks.getStatus().getCode() == Status.Code.Corruption);
  }
}
