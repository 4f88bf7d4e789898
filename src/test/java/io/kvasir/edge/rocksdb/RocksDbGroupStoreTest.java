package io.kvasir.edge.rocksdb;

import io.kvasir.contract.DurableGroupStoreContract;
import io.kvasir.engine.port.GroupStore;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class RocksDbGroupStoreTest extends DurableGroupStoreContract {
  @TempDir Path directory;

  private RocksDbStore store;

  @BeforeEach
  void open() {
    store = RocksDbStore.open(RocksDbStoreTest.config(directory), RandomGenerator.getDefault());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected GroupStore store() {
    return store.groups();
  }

  @Override
  protected void reopen() {
    close();
    open();
  }
}
