package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Call;
import io.kvasir.contract.GroupSamples;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.GroupStore.Opened;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;

/** Alters the stored rows of one group in every way, and expects that it is never believed. */
class GroupDamageTest {
  private static final GroupId SICK = new GroupId(3);
  private static final GroupId WELL = new GroupId(4);

  private record Row(Bytes key, Bytes value) {}

  @TempDir Path folder;

  @BeforeEach
  void fill() {
    try (RocksDbStore store = open()) {
      for (GroupId group : List.of(SICK, WELL)) {
        fill(store.groups(), group);
      }
    }
  }

  @Test
  void noAlteredByteOfALogIsBelieved() throws Exception {
    try (Altered rows = new Altered()) {
      for (Row row : rows.log()) {
        for (int i = 0; i < row.value().length(); i++) {
          byte[] altered = row.value().toArray();
          altered[i] ^= (byte) (1 << i % 8);
          rows.putLog(row.key(), Bytes.copyOf(altered));
          assertThat(rows.opened(SICK)).isInstanceOf(Opened.Damaged.class);
        }
        rows.putLog(row.key(), row.value());
        assertThat(rows.opened(SICK)).isInstanceOf(Opened.Intact.class);
      }
      assertThat(rows.opened(WELL)).isInstanceOf(Opened.Intact.class);
    }
  }

  @Test
  void noMissingOrCutRowOfALogIsOverlooked() throws Exception {
    try (Altered rows = new Altered()) {
      List<Row> all = rows.log();
      for (Row row : all.subList(0, all.size() - 1)) {
        rows.deleteLog(row.key());
        assertThat(rows.opened(SICK)).isInstanceOf(Opened.Damaged.class);
        rows.putLog(row.key(), Bytes.EMPTY);
        assertThat(rows.opened(SICK)).isInstanceOf(Opened.Damaged.class);
        rows.putLog(row.key(), row.value());
      }
      assertThat(rows.opened(SICK)).isInstanceOf(Opened.Intact.class);
    }
  }

  @Test
  void noRowIsBelievedUnderAnotherKey() throws Exception {
    try (Altered rows = new Altered()) {
      List<Row> all = rows.log();
      for (Row row : all) {
        for (Row other : all) {
          if (!row.equals(other)) {
            rows.putLog(row.key(), other.value());
            assertThat(rows.opened(SICK)).isInstanceOf(Opened.Damaged.class);
          }
        }
        rows.putLog(row.key(), row.value());
      }
    }
  }

  @Test
  void aRowOfNoKindIsDamage() throws Exception {
    try (Altered rows = new Altered()) {
      byte[] stray = new ByteSink().raw(GroupKeys.group(SICK)).u8(77).toArray();
      rows.putLog(Bytes.copyOf(stray), Bytes.copyOf(CheckedRow.of(stray, new byte[3])));

      assertThat(rows.opened(SICK)).isInstanceOf(Opened.Damaged.class);
      assertThat(rows.opened(WELL)).isInstanceOf(Opened.Intact.class);
    }
  }

  @Test
  void theMarkOfAStateIsNotBelievedWhenAltered() throws Exception {
    byte[] key = GroupKeys.mark(SICK, 0);
    try (Altered rows = new Altered()) {
      byte[] mark = rows.state(key);
      for (int i = 0; i < mark.length; i++) {
        byte[] altered = mark.clone();
        altered[i] ^= 0x10;
        rows.putState(key, altered);
        assertThat(rows.opened(SICK)).isInstanceOf(Opened.Damaged.class);
      }
      rows.deleteState(key);
      assertThat(rows.opened(SICK)).isInstanceOf(Opened.Damaged.class);
    }
  }

  @Test
  void rowsThatContradictOneAnotherAreDamage() throws Exception {
    HardState good = new HardState(3, Optional.empty(), 4);
    assertContradiction("applied up to 7", GroupCommits.apply(SICK, 0, 7, new TreeMap<>()));
    assertContradiction("applied up to 0", GroupCommits.apply(SICK, 0, 0, new TreeMap<>()));
    assertContradiction("committed up to 7", state(new HardState(3, Optional.empty(), 7)));
    assertContradiction("in term 2", state(new HardState(2, Optional.empty(), 4)));
    assertContradiction("after entry 2 comes 4", write(good, 3, GroupSamples.entries(4, 6, 3)));
    assertContradiction("comes 5", write(good, 3, GroupSamples.entries(5, 6, 3)));
    assertContradiction("after term 3 comes term 2", write(good, 6, GroupSamples.entries(6, 6, 2)));
    LogStart late = new LogStart(1, 4, GroupSamples.MEMBERS);
    assertContradiction("after term 4", GroupCommits.compact(SICK, 1, late));
  }

  @Test
  void anAlteredRowOfAStateFailsTheReadThatMeetsIt() throws Exception {
    byte[] key = GroupKeys.row(SICK, 0, Bytes.utf8("a"));
    byte[] row = CheckedRow.of(key, new byte[] {1, 2, 3});
    for (int i = 0; i < row.length; i++) {
      byte[] altered = row.clone();
      altered[i] ^= 1;
      write(new Commit.OfGroup(List.of(), List.of(RowChange.put(key, altered)), true));

      try (RocksDbStore store = open()) {
        Call<SortedMap<Bytes, Bytes>> load = new Call<>();
        store.groups().load(SICK, List.of(Bytes.utf8("a")), load);
        assertThat(load.fault().reason()).startsWith("a read failed");
        assertThat(load.fault().isDamage()).isTrue();
      }
    }
  }

  @Test
  void aHalfReceivedSnapshotThatCannotBeReadIsDropped() throws Exception {
    byte[] mark = GroupKeys.mark(SICK, 1);
    byte[] row = GroupKeys.row(SICK, 1, Bytes.utf8("left"));
    RowChange garbage = RowChange.put(mark, new byte[] {1, 2, 3});
    RowChange left = RowChange.put(row, CheckedRow.of(row, new byte[1]));
    write(new Commit.OfGroup(List.of(), List.of(garbage, left), true));

    open().close();

    try (Altered rows = new Altered()) {
      assertThat(rows.database.rocks().get(rows.database.groupState(), row)).isNull();
      assertThat(rows.opened(SICK)).isInstanceOf(Opened.Intact.class);
    }
  }

  /** A write that the core would never make, on a store that is filled anew. */
  private void assertContradiction(String reason, Commit commit) throws Exception {
    try (RocksDbStore store = open()) {
      fill(store.groups(), SICK);
    }
    write(commit);
    try (RocksDbStore store = open()) {
      assertThat(store.groups().groups().get(SICK))
          .isInstanceOfSatisfying(
              Opened.Damaged.class, damaged -> assertThat(damaged.reason()).contains(reason));
      assertThat(store.groups().groups().get(WELL)).isInstanceOf(Opened.Intact.class);
    }
  }

  private static Commit state(HardState state) {
    return write(state, 0, List.of());
  }

  private static Commit write(HardState state, long truncateFrom, List<LogEntry> entries) {
    return GroupCommits.write(SICK, new LogWrite(Optional.of(state), truncateFrom, entries));
  }

  private static void fill(GroupStore store, GroupId group) {
    List<LogEntry> log = new ArrayList<>(GroupSamples.entries(1, 4, 3));
    log.add(new LogEntry(5, 3, new Payload.Members(GroupSamples.MEMBERS)));
    log.add(new LogEntry(6, 3, new Payload.Nothing()));
    List<Call<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(new Call<>());
    }
    store.create(group, 5, GroupSamples.FOUNDING, calls.get(0));
    HardState state = new HardState(3, Optional.of(GroupSamples.A), 4);
    store.write(group, GroupSamples.append(state, log), calls.get(1));
    store.apply(group, 3, GroupSamples.changes("a=1", "b=2"), calls.get(2));
    calls.forEach(Call::value);
    store.compact(group, new LogStart(1, 3, GroupSamples.MEMBERS));
  }

  private void write(Commit commit) throws Exception {
    try (Altered rows = new Altered()) {
      CommitBatch batch =
          new CommitBatch(rows.database, Journal.open(rows.database, 64, new StoreCounters()));
      batch.add(commit);
      batch.write(rows.options);
    }
  }

  private RocksDbStore open() {
    return RocksDbStore.open(RocksDbStoreTest.config(folder), RandomGenerator.getDefault());
  }

  /** The rows below a closed store. */
  private final class Altered implements AutoCloseable {
    private final StoreOptions options =
        new StoreOptions(
            RocksDbStoreTest.config(folder), WALRecoveryMode.TolerateCorruptedTailRecords);
    private final Database database = Database.open(folder.resolve("rocksdb"), options, 8);
    private final StoreCounters counters = new StoreCounters();

    Altered() throws Exception {}

    List<Row> log() {
      List<Row> rows = new ArrayList<>();
      try (RocksIterator each = database.rocks().newIterator(database.groupLog())) {
        for (each.seek(GroupKeys.group(SICK)); each.isValid(); each.next()) {
          rows.add(new Row(Bytes.copyOf(each.key()), Bytes.copyOf(each.value())));
        }
      }
      Bytes end = Bytes.copyOf(GroupKeys.afterGroup(SICK));
      rows.removeIf(row -> row.key().compareTo(end) >= 0);
      assertThat(rows).hasSize(8);
      return rows;
    }

    byte[] state(byte[] key) throws RocksDBException {
      return database.rocks().get(database.groupState(), key);
    }

    void putLog(Bytes key, Bytes value) throws RocksDBException {
      put(database.groupLog(), key.toArray(), value.toArray());
    }

    void deleteLog(Bytes key) throws RocksDBException {
      database.rocks().delete(database.groupLog(), key.toArray());
    }

    void putState(byte[] key, byte[] value) throws RocksDBException {
      put(database.groupState(), key, value);
    }

    void deleteState(byte[] key) throws RocksDBException {
      database.rocks().delete(database.groupState(), key);
    }

    Opened opened(GroupId group) throws Exception {
      try (SharedSnapshot view = SharedSnapshot.take(database.rocks());
          RowReader log = reader(database.groupLog(), view);
          RowReader state = reader(database.groupState(), view)) {
        return new GroupLogReader(log, state).read(group);
      }
    }

    @Override
    public void close() {
      database.close();
      options.close();
    }

    private RowReader reader(ColumnFamilyHandle family, SharedSnapshot view) {
      return new RowReader(database, family, view, Reach.DISK, counters);
    }

    private void put(ColumnFamilyHandle family, byte[] key, byte[] value) throws RocksDBException {
      database.rocks().put(family, key, value);
    }
  }
}
