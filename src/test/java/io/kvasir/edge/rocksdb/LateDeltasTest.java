package io.kvasir.edge.rocksdb;

import static io.kvasir.contract.States.counter;
import static io.kvasir.contract.States.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Call;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.engine.port.Outgoing;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delta that is trimmed before it is written, as a node alone does. */
class LateDeltasTest {
  private static final PartitionId P0 = new PartitionId(0);
  private static final PartitionId P7 = new PartitionId(7);

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

  private void commit(PartitionId partition, long sequence) {
    Call<Void> call = new Call<>();
    Slice slice = Slice.whole(counter(sequence));
    store.commit(
        partition,
        entry("c", "k"),
        slice,
        new IndexChange(0, new TreeSet<>(), new TreeSet<>()),
        sequence == 0 ? Optional.empty() : Optional.of(new Outgoing(sequence, 3, slice)),
        call);
    call.awaitEnd();
  }

  @Test
  void isForgottenByTheBurialThatSaysSo() {
    commit(P0, 99);
    store.trimOutgoing(P0, 101); // by the tick of a node alone, while 100 waits in the queue
    commit(P7, 0); // a group that was taken before
    commit(P0, 100);

    Call<Void> kept = new Call<>();
    store.keep(new Burials(P0, 3, 5, 77, new HybridTimestamp(9, 1)), 101, kept);
    kept.awaitEnd();
    close();
    open();

    assertThat(store.outgoing()).extracting(ref -> ref.sequence()).isEmpty();
  }

  @Test
  void doesNotStayForEverOnceManyCameAfterIt() {
    commit(P0, 99);
    store.trimOutgoing(P0, 101);
    commit(P7, 0);
    for (long sequence = 100; sequence <= 100 + OutgoingTrims.KNOWN; sequence++) {
      commit(P0, sequence);
    }
    store.trimOutgoing(P0, 1_000);
    commit(P7, 0);
    close();
    open();

    assertThat(store.outgoing()).extracting(ref -> ref.sequence()).isEmpty();
  }
}
