package io.kvasir.edge.rocksdb;

import static io.kvasir.contract.States.counter;
import static io.kvasir.contract.States.entry;

import io.kvasir.contract.DurableStoreContract;
import io.kvasir.contract.StandingStoreContract;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbStoreTest {
  @TempDir Path directory;

  private RocksDbStore store;

  @BeforeEach
  void open() {
    store = RocksDbStore.open(config(directory), RandomGenerator.getDefault());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopenStore() {
    close();
    open();
  }

  static StoreConfig config(Path directory) {
    return StoreConfig.of(directory, "test", new NodeId("n1"), 8).withJournalChanges(64);
  }

  @Nested
  class AsPartitionStore extends DurableStoreContract {
    @Override
    protected RocksDbStore store() {
      return store;
    }

    @Override
    protected void reopen() {
      reopenStore();
    }

    @Test
    void keepsExactlyTheOutgoingDeltasThatWereNotTrimmed() {
      SplittableRandom random = new SplittableRandom(7);
      TreeMap<PartitionId, TreeSet<Long>> kept =
          new TreeMap<>(Map.of(P0, new TreeSet<>(), P7, new TreeSet<>()));
      long sequence = 0;
      for (int round = 0; round < 12; round++) {
        for (int i = random.nextInt(350); i > 0; i--) {
          PartitionId partition = random.nextBoolean() ? P0 : P7;
          sequence += 1 + random.nextInt(3);
          commit(partition, entry("c", "k"), Slice.whole(counter(i)), outgoing(sequence));
          kept.get(partition).add(sequence);
          if (random.nextInt(60) == 0) {
            long below = sequence - random.nextInt(400);
            store().trimOutgoing(partition, below);
            kept.get(partition).headSet(below).clear();
          }
        }

        reopen();

        for (PartitionId partition : kept.keySet()) {
          Assertions.assertThat(store().outgoing())
              .filteredOn(ref -> ref.partition().equals(partition))
              .extracting(ref -> ref.sequence())
              .containsExactlyElementsOf(kept.get(partition));
        }
      }
    }

    @Test
    void makesWhatIsExpectedWithTheFirstPartitionThatIsWrittenTo() {
      SortedSet<PartitionId> expected = new TreeSet<>(List.of(P0, new PartitionId(3), P7));
      store().expectWrites(expected);
      reopen();
      Assertions.assertThat(store.partitionsHeld()).isEmpty();

      store().expectWrites(expected);
      commit(P7, entry("c", "k"), Slice.whole(counter(1)));
      reopen();

      Assertions.assertThat(store.partitionsHeld()).isEqualTo(expected);
      Assertions.assertThat(load(P7, entry("c", "k"), Scope.whole()))
          .contains(Slice.whole(counter(1)));
      Assertions.assertThat(load(P0, entry("c", "k"), Scope.whole())).isEmpty();
    }
  }

  @Nested
  class AsStandingStore extends StandingStoreContract {
    @Override
    protected RocksDbStore store() {
      return store;
    }

    @Test
    void findsTheStandingAgainWhenItIsReopened() {
      save(Bytes.utf8("somewhere"));

      reopenStore();

      Assertions.assertThat(store().loadStanding()).contains(Bytes.utf8("somewhere"));
    }
  }
}
