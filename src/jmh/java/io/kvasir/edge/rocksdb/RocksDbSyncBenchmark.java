package io.kvasir.edge.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * Synced puts of 256 bytes on a RocksDB with its default options, which groups the writers itself:
 * the yardstick for {@link GroupCommitBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RocksDbSyncBenchmark {
  private static final int KEYS = 100_000;

  private final byte[] value = new byte[256];
  private Scratch scratch;
  private Options options;
  private WriteOptions synced;
  private RocksDB database;

  @Setup
  public void open() throws IOException, RocksDBException {
    RocksLibrary.load();
    scratch = Scratch.create();
    options = new Options().setCreateIfMissing(true);
    synced = new WriteOptions().setSync(true);
    database = RocksDB.open(options, scratch.path().toString());
  }

  @TearDown
  public void close() {
    database.close();
    synced.close();
    options.close();
    scratch.close();
  }

  @Benchmark
  @Threads(64)
  public void put64() throws RocksDBException {
    put();
  }

  @Benchmark
  @Threads(1)
  public void put1() throws RocksDBException {
    put();
  }

  private void put() throws RocksDBException {
    long number = ThreadLocalRandom.current().nextInt(KEYS);
    database.put(synced, ByteBuffer.allocate(16).putLong(number).array(), value);
  }
}
