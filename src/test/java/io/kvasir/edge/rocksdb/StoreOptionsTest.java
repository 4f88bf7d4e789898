package io.kvasir.edge.rocksdb;

import static io.kvasir.contract.States.counter;
import static io.kvasir.contract.States.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Call;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreOptionsTest {
  private static final int PARTITIONS = 256;
  private static final long SMALL_BUFFERS = 4L << 20;

  @Test
  void filtersOfMemtablesTakeASmallPartOfTheBuffersOrNone() {
    Path never = Path.of("never-opened");

    assertThat(StoreOptions.memtableFilterShare(config(never, 64L << 20))).isPositive();
    assertThat(StoreOptions.memtableFilterShare(config(never, SMALL_BUFFERS))).isZero();
  }

  @Test
  void manyPartitionsWithSmallBuffersAreNotFlushedWriteByWrite(@TempDir Path directory)
      throws IOException {
    try (RocksDbStore store =
        RocksDbStore.open(config(directory, SMALL_BUFFERS), RandomGenerator.getDefault())) {
      store.expectWrites(
          IntStream.range(0, PARTITIONS)
              .mapToObj(PartitionId::new)
              .collect(Collectors.toCollection(TreeSet::new)));
      for (int i = 0; i < 300; i++) {
        Call<Void> call = new Call<>();
        store.commit(
            new PartitionId(i % PARTITIONS),
            entry("c", "k" + i),
            Slice.whole(counter(i)),
            new IndexChange(0, new TreeSet<>(), new TreeSet<>()),
            Optional.empty(),
            call);
        call.awaitEnd();
      }

      try (Stream<Path> files = Files.walk(directory)) {
        assertThat(files.filter(file -> file.toString().endsWith(".sst"))).isEmpty();
      }
    }
  }

  private static StoreConfig config(Path directory, long writeBufferBytes) {
    return new StoreConfig(
        directory,
        "test",
        new NodeId("n1"),
        PARTITIONS,
        SyncMode.ALWAYS,
        64L << 20,
        writeBufferBytes,
        1_000,
        2,
        1_000,
        64);
  }
}
