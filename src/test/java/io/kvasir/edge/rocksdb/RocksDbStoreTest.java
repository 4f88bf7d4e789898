package io.kvasir.edge.rocksdb;

import io.kvasir.contract.DurableStoreContract;
import io.kvasir.contract.StandingStoreContract;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import java.nio.file.Path;
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
