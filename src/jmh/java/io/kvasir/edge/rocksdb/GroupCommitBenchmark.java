package io.kvasir.edge.rocksdb;

import io.kvasir.contract.Call;
import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.time.HybridTimestamp;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Durable commits of registers of 256 bytes, with their digests and journal, by threads that each
 * wait for theirs. Beside {@link RocksDbSyncBenchmark}: the same threads on RocksDB alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class GroupCommitBenchmark {
  private static final int KEYS = 100_000;
  private static final int PARTITIONS = Ring.DEFAULT_PARTITIONS;

  private final BucketId bucket = new BucketId(new BucketName("bucket"), 0);
  private final Value value = new Value("application/octet-stream", Bytes.copyOf(new byte[256]));
  private final AtomicLong clock = new AtomicLong();
  private Scratch scratch;
  private RocksDbStore store;

  @Setup
  public void open() throws IOException {
    scratch = Scratch.create();
    store =
        RocksDbStore.open(
            StoreConfig.of(scratch.path(), "microbench", new NodeId("n"), PARTITIONS),
            RandomGenerator.getDefault());
  }

  @TearDown
  public void close() {
    store.close();
    scratch.close();
  }

  @Benchmark
  @Threads(64)
  public void commit64() {
    commit();
  }

  @Benchmark
  @Threads(1)
  public void commit1() {
    commit();
  }

  private void commit() {
    int number = ThreadLocalRandom.current().nextInt(KEYS);
    EntryKey entry = new EntryKey(bucket, new Key("key" + number));
    HybridTimestamp stamp = new HybridTimestamp(clock.incrementAndGet(), 0);
    Slice written = Slice.whole(new LwwRegister(stamp, store.actor(), Optional.of(value)));
    Slice before = Slice.absent(written.state().type(), written.scope());
    Call<Void> durable = new Call<>();
    store.commit(
        new PartitionId(number % PARTITIONS),
        entry,
        written,
        IndexChange.of(entry, before, written),
        Optional.empty(),
        durable);
    durable.value();
  }
}
