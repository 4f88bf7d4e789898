package io.kvasir.edge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Call;
import io.kvasir.contract.GroupSamples;
import io.kvasir.contract.GroupStoreContract;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.edge.memory.MemoryGroupStore;
import io.kvasir.engine.port.GroupStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class CountingGroupStoreTest extends GroupStoreContract {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CountingGroupStore store =
      new CountingGroupStore(new MemoryGroupStore(), new GroupCounters(registry));

  @Override
  protected GroupStore store() {
    return store;
  }

  @Test
  void countsTheBytesOfSnapshots() {
    create(G, 1, GroupSamples.FOUNDING);
    Call<Void> applied = new Call<>();
    store.apply(G, 1, GroupSamples.changes("a=1", "b=2"), applied);
    applied.awaitEnd();
    Call<GroupStore.Piece> read = new Call<>();
    store.readSnapshot(G, "reader", Bytes.EMPTY, 1 << 20, read);
    Chunk chunk = read.value().chunk();

    Call<Void> staged = new Call<>();
    store.stage(G, new LogStart(5, 3, GroupSamples.MEMBERS), chunk, staged);
    staged.awaitEnd();

    assertThat(chunk.content().length()).isPositive();
    assertThat(bytes("sent")).isEqualTo(chunk.content().length());
    assertThat(bytes("received")).isEqualTo(chunk.content().length());
  }

  private double bytes(String direction) {
    return registry
        .get("kvasir.raft.snapshot.bytes")
        .tag("group", "7")
        .tag("direction", direction)
        .counter()
        .count();
  }
}
