package io.kvasir.edge.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.PartitionStoreContract;
import io.kvasir.contract.StandingStoreContract;
import io.kvasir.core.node.Actor;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
  @Nested
  class AsPartitionStore extends PartitionStoreContract {
    private final MemoryStore store = newStore();

    @Override
    protected MemoryStore store() {
      return store;
    }
  }

  @Nested
  class AsStandingStore extends StandingStoreContract {
    private final MemoryStore store = newStore();

    @Override
    protected MemoryStore store() {
      return store;
    }
  }

  @Test
  void isANewActorEachTime() {
    assertThat(newStore().actor()).isNotEqualTo(newStore().actor()).isNotEqualTo(new Actor(0));
  }

  private static MemoryStore newStore() {
    return new MemoryStore(8, RandomGenerator.getDefault(), 64);
  }
}
