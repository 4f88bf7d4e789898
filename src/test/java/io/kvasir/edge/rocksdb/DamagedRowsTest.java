package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvasir.contract.Call;
import io.kvasir.contract.States;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.edge.rocksdb.DataDirectoryRefused.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WALRecoveryMode;

class DamagedRowsTest {
  private static final PartitionId P0 = new PartitionId(0);
  private static final EntryKey ENTRY = States.entry("s", "k");
  private static final byte[] GARBAGE = {1, 2, 3};

  @TempDir Path folder;

  @Test
  void aDamagedHeadFailsTheRead() throws Exception {
    prepare(new Commit.OfPartition(P0, List.of(RowChange.put(RowKeys.head(ENTRY), GARBAGE))));

    assertThat(reasonOfLoad()).startsWith("a read failed");
  }

  @Test
  void aDamagedElementFailsTheRead() throws Exception {
    byte[] element = RowKeys.element(RowKeys.elements(ENTRY), new Element("a"));
    prepare(new Commit.OfPartition(P0, List.of(RowChange.put(element, GARBAGE))));

    assertThat(reasonOfLoad()).startsWith("a read failed");
  }

  @Test
  void damageIsFoundByTheDigest() throws Exception {
    byte[] element = RowKeys.element(RowKeys.elements(ENTRY), new Element("a"));
    prepare(new Commit.OfPartition(P0, List.of(RowChange.put(element, GARBAGE))));

    assertThat(check()).contains(new Flaw(ENTRY, 0, Optional.empty()));
  }

  @Test
  void aLostRowIsFoundByTheDigest() throws Exception {
    Slice set = Slice.whole(States.set(Map.of("a", 1L)));
    long shown = Digest.of(ENTRY, set);
    byte[] element = RowKeys.element(RowKeys.elements(ENTRY), new Element("a"));
    RowChange digest = RowChange.add(RowKeys.digest(ENTRY), shown);
    prepare(new Commit.OfPartition(P0, List.of(digest, RowChange.delete(element))));

    assertThat(check()).contains(new Flaw(ENTRY, shown, Optional.of(0L)));
  }

  private Optional<Flaw> check() {
    try (RocksDbStore store = open()) {
      Call<Optional<Flaw>> check = new Call<>();
      store.check(P0, ENTRY, check);
      return check.value();
    }
  }

  @Test
  void aDamagedStandingRefusesTheDirectory() throws Exception {
    prepare(new Commit.OfStanding(RowChange.put(RowKeys.standing(), GARBAGE)));

    try (RocksDbStore store = open()) {
      assertThat(refusal(store::loadStanding)).isInstanceOf(Reason.Damaged.class);
    }
  }

  @Test
  void aDamagedOutgoingDeltaRefusesTheDirectory() throws Exception {
    prepare(new Commit.OfPartition(P0, List.of(RowChange.put(RowKeys.outgoing(1), GARBAGE))));

    try (RocksDbStore store = open()) {
      assertThat(refusal(store::outgoing)).isInstanceOf(Reason.Damaged.class);
    }
  }

  private String reasonOfLoad() {
    try (RocksDbStore store = open()) {
      Call<Optional<Slice>> load = new Call<>();
      store.load(P0, ENTRY, Scope.whole(), load);
      return load.fault().reason();
    }
  }

  private static Reason refusal(ThrowingCallable call) {
    return catchThrowableOfType(DataDirectoryRefused.class, call).reason();
  }

  /** Makes a store with a good set, then overwrites rows below it. */
  private void prepare(Commit damage) throws Exception {
    try (RocksDbStore store = open()) {
      Call<Void> call = new Call<>();
      Slice set = Slice.whole(States.set(Map.of("a", 1L)));
      store.commit(P0, ENTRY, set, IndexChange.NONE, Optional.empty(), call);
      call.value();
    }
    write(damage);
  }

  private void write(Commit damage) throws Exception {
    StoreConfig config = RocksDbStoreTest.config(folder);
    try (StoreOptions options =
            new StoreOptions(config, WALRecoveryMode.TolerateCorruptedTailRecords);
        Database database = Database.open(folder.resolve("rocksdb"), options, 8)) {
      CommitBatch batch =
          new CommitBatch(database, Journal.open(database, 64, new StoreCounters()));
      batch.add(damage);
      batch.write(options);
    }
  }

  private RocksDbStore open() {
    return RocksDbStore.open(RocksDbStoreTest.config(folder), RandomGenerator.getDefault());
  }
}
