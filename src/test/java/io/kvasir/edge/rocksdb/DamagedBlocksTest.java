package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Call;
import io.kvasir.contract.States;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafCheck;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes of a table file change on the disk, below RocksDB: what it reads fails its checksums. */
class DamagedBlocksTest {
  private static final PartitionId P0 = new PartitionId(0);
  private static final EntryKey LARGE = States.entry("r", "large");
  private static final EntryKey SMALL = States.entry("r", "small");

  /** So many that they fill blocks of their own, and cannot be compressed. */
  private static final int LARGE_BYTES = 40_000;

  /** How many bytes are changed, one at a time. */
  private static final int CHANGES = 60;

  @TempDir Path folder;

  private byte[] content = new byte[LARGE_BYTES];
  private Crdt large = LwwRegister.BOTTOM;
  private Crdt small = LwwRegister.BOTTOM;

  @BeforeEach
  void fill() {
    new Random(1).nextBytes(content);
    large = register(content);
    small = register(new byte[] {1, 2, 3});
    try (RocksDbStore store = open()) {
      commit(store, LARGE, large, change(LARGE, large));
      commit(store, SMALL, small, change(SMALL, small));
    }
    open().close(); // what the log had is now in a table file
  }

  @Test
  void aDamagedBlockIsAnErrorAndAFlawAndNothingElseSuffers() throws IOException {
    damageLarge();

    try (RocksDbStore store = open()) {
      assertThat(load(store, LARGE).fault().isDamage()).isTrue();
      assertThat(load(store, SMALL).value()).contains(Slice.whole(small));
      assertThat(check(store, LARGE)).contains(flaw());
      assertThat(check(store, SMALL)).isEmpty();
      assertThat(checkLeaf(store, LARGE).flaws()).contains(flaw());
    }
  }

  @Test
  void whatOthersHoldTakesThePlaceOfADamagedBlock() throws IOException {
    damageLarge();
    try (RocksDbStore store = open()) {
      IndexChange index = IndexChange.restored(LARGE, flaw().kept(), Slice.whole(large));
      commit(store, LARGE, large, index);
    }

    try (RocksDbStore store = open()) {
      assertThat(load(store, LARGE).value()).contains(Slice.whole(large));
      assertThat(check(store, LARGE)).isEmpty();
      assertThat(checkLeaf(store, LARGE).missing()).isZero();
    }
  }

  /** Wherever the byte lies: in rows, the index of blocks, the filter, the properties. */
  @Test
  void noChangedByteIsEverBelieved() throws IOException {
    Path table = tableOfLarge();
    byte[] intact = Files.readAllBytes(table);
    int failed = 0;
    for (int at = 7; at < intact.length; at += intact.length / CHANGES) {
      byte[] changed = intact.clone();
      changed[at] ^= (byte) (1 << at % 8);
      Files.write(table, changed);
      try (RocksDbStore store = open()) {
        failed += isRefused(load(store, LARGE), large) ? 1 : 0;
        failed += isRefused(load(store, SMALL), small) ? 1 : 0;
      } catch (DataDirectoryRefused damaged) {
        assertThat(damaged.reason()).isInstanceOf(DataDirectoryRefused.Reason.Damaged.class);
      }
      Files.write(table, intact);
    }
    assertThat(failed).as("reads that failed").isGreaterThan(CHANGES / 2);
  }

  /** Else the read was right. */
  private static boolean isRefused(Call<Optional<Slice>> load, Crdt stored) {
    load.awaitEnd();
    if (load.hasFailed()) {
      assertThat(load.fault().isDamage()).isTrue();
    } else {
      assertThat(load.value()).contains(Slice.whole(stored));
    }
    return load.hasFailed();
  }

  private Flaw flaw() {
    return new Flaw(LARGE, Digest.of(LARGE, Slice.whole(large)), Optional.empty());
  }

  private void damageLarge() throws IOException {
    Path table = tableOfLarge();
    byte[] bytes = Files.readAllBytes(table);
    bytes[indexOf(bytes, content) + LARGE_BYTES / 2] ^= 1;
    Files.write(table, bytes);
  }

  private Path tableOfLarge() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("rocksdb"))) {
      List<Path> tables = files.filter(file -> file.toString().endsWith(".sst")).toList();
      for (Path table : tables) {
        if (indexOf(Files.readAllBytes(table), content) >= 0) {
          return table;
        }
      }
    }
    throw new AssertionError("in no table");
  }

  /** Where the first bytes of {@code part} are; negative for nowhere. */
  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + 16 <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + 16, part, 0, 16)) {
        return i;
      }
    }
    return -1;
  }

  private static Crdt register(byte[] content) {
    return new LwwRegister(
        new HybridTimestamp(1, 0),
        States.ACTOR,
        Optional.of(new Value("a/b", Bytes.copyOf(content))));
  }

  private static IndexChange change(EntryKey entry, Crdt state) {
    return IndexChange.of(entry, Slice.absent(state.type(), Scope.whole()), Slice.whole(state));
  }

  private static void commit(RocksDbStore store, EntryKey entry, Crdt state, IndexChange index) {
    Call<Void> call = new Call<>();
    store.commit(P0, entry, Slice.whole(state), index, Optional.empty(), call);
    call.value();
  }

  private static Call<Optional<Slice>> load(RocksDbStore store, EntryKey entry) {
    Call<Optional<Slice>> call = new Call<>();
    store.load(P0, entry, Scope.whole(), call);
    return call;
  }

  private static Optional<Flaw> check(RocksDbStore store, EntryKey entry) {
    Call<Optional<Flaw>> call = new Call<>();
    store.check(P0, entry, call);
    return call.value();
  }

  private static LeafCheck checkLeaf(RocksDbStore store, EntryKey entry) {
    Call<LeafCheck> call = new Call<>();
    store.check(P0, entry.bucket(), Leaf.of(entry.key()), call);
    return call.value();
  }

  private RocksDbStore open() {
    return RocksDbStore.open(RocksDbStoreTest.config(folder), RandomGenerator.getDefault());
  }
}
