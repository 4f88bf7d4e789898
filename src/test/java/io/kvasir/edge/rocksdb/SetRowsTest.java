package io.kvasir.edge.rocksdb;

import static io.kvasir.contract.States.elements;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Call;
import io.kvasir.contract.States;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.causality.VersionVector;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.core.ring.PartitionId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many rows the work on sets touches, and which reads wait for the disk. */
class SetRowsTest {
  private static final PartitionId P0 = new PartitionId(0);
  private static final int LARGE = 100_000;

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

  @Test
  void anAddToALargeSetTouchesAsManyRowsAsToASmallOne() {
    long small = rowsOfAnAdd(10);
    long large = rowsOfAnAdd(LARGE);

    assertThat(large).isEqualTo(small).isEqualTo(9);
  }

  private long rowsOfAnAdd(int members) {
    EntryKey entry = States.entry("s", "k" + members);
    commit(entry, Slice.whole(setOf(members)));
    StoreStatistics before = store.statistics();

    Slice slice = load(entry, elements("e5")).orElseThrow();
    OrSwot set = (OrSwot) slice.state();
    commit(entry, slice.join(set.add(new Actor(7), set.members())));

    StoreStatistics after = store.statistics();
    return after.rowsRead() - before.rowsRead() + after.rowsWritten() - before.rowsWritten();
  }

  @Test
  void aLargeSetIsReadFromTheDiskAsAWhole() {
    EntryKey entry = States.entry("s", "k");
    commit(entry, Slice.whole(setOf(LARGE)));

    Optional<Slice> found = load(entry, Scope.whole());

    assertThat(found).contains(Slice.whole(setOf(LARGE)));
    assertThat(store.statistics().diskReads()).isEqualTo(1);
  }

  @Test
  void whatIsInMemoryIsReadAtOnceAndWhatIsNotByAnotherThread() {
    EntryKey entry = States.entry("s", "k");
    commit(entry, Slice.whole(setOf(20)));
    assertThat(threadOfLoad(entry)).isEqualTo(Thread.currentThread());
    close();
    open();

    assertThat(threadOfLoad(entry).getName()).startsWith("kvasir-store-reader");
    assertThat(threadOfLoad(entry)).isEqualTo(Thread.currentThread());
    assertThat(store.statistics().diskReads()).isEqualTo(1);
    assertThat(store.statistics().cacheReads()).isEqualTo(1);
  }

  @Test
  void aClosedStoreFailsWhatIsAskedOfIt() {
    EntryKey entry = States.entry("s", "k");
    close();

    Call<Optional<Slice>> load = new Call<>();
    store.load(P0, entry, Scope.whole(), load);
    Call<Void> commit = new Call<>();
    store.commit(P0, entry, Slice.whole(setOf(1)), IndexChange.NONE, Optional.empty(), commit);

    assertThat(load.fault().reason()).contains("closed");
    assertThat(commit.fault().reason()).contains("closed");
  }

  private Thread threadOfLoad(EntryKey entry) {
    ThreadOfEnd<Optional<Slice>> call = new ThreadOfEnd<>();
    store.load(P0, entry, Scope.whole(), call);
    return call.thread();
  }

  private static OrSwot setOf(int members) {
    TreeMap<Element, DotSet> entries = new TreeMap<>();
    for (int i = 1; i <= members; i++) {
      entries.put(new Element("e" + i), DotSet.of(new Dot(States.ACTOR, i)));
    }
    TreeMap<Actor, Long> seen = new TreeMap<>();
    seen.put(States.ACTOR, (long) members);
    CausalContext context = new CausalContext(new VersionVector(seen), DotSet.EMPTY);
    return new OrSwot(DotSet.EMPTY, entries, context);
  }

  private void commit(EntryKey entry, Slice slice) {
    Call<Void> call = new Call<>();
    store.commit(P0, entry, slice, IndexChange.NONE, Optional.empty(), call);
    call.value();
  }

  private Optional<Slice> load(EntryKey entry, Scope scope) {
    Call<Optional<Slice>> call = new Call<>();
    store.load(P0, entry, scope, call);
    return call.value();
  }
}
