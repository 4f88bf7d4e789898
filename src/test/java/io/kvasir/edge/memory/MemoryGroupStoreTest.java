package io.kvasir.edge.memory;

import io.kvasir.contract.GroupStoreContract;
import io.kvasir.engine.port.GroupStore;

class MemoryGroupStoreTest extends GroupStoreContract {
  private final MemoryGroupStore store = new MemoryGroupStore();

  @Override
  protected GroupStore store() {
    return store;
  }
}
