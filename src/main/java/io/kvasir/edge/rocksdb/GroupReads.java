package io.kvasir.edge.rocksdb;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.GroupStore.Opened;
import io.kvasir.engine.port.GroupStore.Piece;
import io.kvasir.engine.port.GroupStore.RowPage;
import io.kvasir.engine.port.RowRange;
import io.kvasir.engine.port.RowTaking;
import io.kvasir.engine.port.SnapshotRows;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;

/** All that is read of groups. What was applied is seen at once: the log can bring it back. */
final class GroupReads {
  private interface RowsRead<T> {
    T from(RowReader rows) throws RocksDBException, BeyondReach, DamagedBytes;
  }

  private interface GroupRead<T> {
    T from(GroupLogReader group, RowReader rows) throws RocksDBException, BeyondReach, DamagedBytes;
  }

  private static final int FEW_ROWS = 64;

  private final Database database;
  private final GroupPlaces places;
  private final GroupViews views;
  private final Reads reads;
  private final StoreCounters counters;

  GroupReads(
      Database database,
      GroupPlaces places,
      GroupViews views,
      Reads reads,
      StoreCounters counters) {
    this.database = database;
    this.places = places;
    this.views = views;
    this.reads = reads;
    this.counters = counters;
  }

  /** Blocks. */
  SortedMap<GroupId, Opened> groups()
      throws RocksDBException, DamagedBytes, ReadRefused, Gate.Closed {
    return reads.readNow(
        reach -> {
          try (SharedSnapshot view = SharedSnapshot.take(database.rocks())) {
            return groups(view, reach);
          }
        });
  }

  /** Of many rows one is probably not in the cache, and then all would be read a second time. */
  void load(
      GroupId group,
      List<Bytes> keys,
      long maxBytes,
      Completion<Optional<SortedMap<Bytes, Bytes>>> completion) {
    Reads.Read<Optional<SortedMap<Bytes, Bytes>>> read =
        reach -> now(group, reach, place -> rows -> load(rows, group, place, keys, maxBytes));
    if (keys.size() > FEW_ROWS) {
      reads.readAside(read, completion);
    } else {
      reads.read(read, completion);
    }
  }

  void scan(
      GroupId group,
      Bytes from,
      Optional<Bytes> to,
      int limit,
      Completion<SortedMap<Bytes, Bytes>> completion) {
    reads.read(
        reach -> now(group, reach, place -> rows -> scan(rows, group, place, from, to, limit)),
        completion);
  }

  /** Aside, since it takes hundreds of rows. */
  void loadRange(GroupId group, List<Bytes> keys, RowRange range, Completion<RowPage> completion) {
    reads.readAside(
        reach -> now(group, reach, place -> rows -> page(rows, group, place, keys, range)),
        completion);
  }

  void readSnapshot(
      GroupId group, String reader, Bytes cursor, int bytes, Completion<Piece> completion) {
    reads.readAside(
        reach -> {
          try (SharedSnapshot view = views.hold(group, reader)) {
            return in(view, reach, (stored, rows) -> piece(stored, rows, group, cursor, bytes));
          }
        },
        completion);
  }

  private SortedMap<GroupId, Opened> groups(SharedSnapshot view, Reach reach)
      throws RocksDBException, BeyondReach, DamagedBytes {
    TreeMap<GroupId, Opened> groups = new TreeMap<>();
    for (GroupId group : GroupsAtStart.all(database, view, counters)) {
      groups.put(group, in(view, reach, (stored, rows) -> stored.read(group)));
    }
    return Collections.unmodifiableSortedMap(groups);
  }

  private interface PlacedRead<T> {
    RowsRead<T> at(GroupPlaces.Place place);
  }

  private <T> T now(GroupId group, Reach reach, PlacedRead<T> read)
      throws RocksDBException, BeyondReach, DamagedBytes, ReadRefused {
    Optional<GroupPlaces.Place> place = places.of(group);
    if (place.isEmpty()) {
      throw new ReadRefused("there is no group " + group);
    }
    try (SharedSnapshot view = SharedSnapshot.take(database.rocks());
        RowReader rows = new RowReader(database, database.groupState(), view, reach, counters)) {
      return read.at(place.get()).from(rows);
    }
  }

  private <T> T in(SharedSnapshot view, Reach reach, GroupRead<T> read)
      throws RocksDBException, BeyondReach, DamagedBytes {
    try (RowReader log = new RowReader(database, database.groupLog(), view, reach, counters);
        RowReader state = new RowReader(database, database.groupState(), view, reach, counters)) {
      return read.from(new GroupLogReader(log, state), state);
    }
  }

  private static Optional<SortedMap<Bytes, Bytes>> load(
      RowReader rows, GroupId group, GroupPlaces.Place place, List<Bytes> keys, long maxBytes)
      throws RocksDBException, BeyondReach, DamagedBytes {
    TreeMap<Bytes, Bytes> found = new TreeMap<>();
    long bytes = 0;
    for (Bytes key : keys) {
      byte[] stored = GroupKeys.row(group, place.generation(), key);
      Optional<byte[]> row = rows.get(stored);
      if (row.isPresent()) {
        Bytes content = Bytes.copyOf(CheckedRow.content(stored, row.get()));
        bytes += content.length();
        if (bytes > maxBytes) {
          return Optional.empty();
        }
        found.put(key, content);
      }
    }
    return Optional.of(Collections.unmodifiableSortedMap(found));
  }

  private static SortedMap<Bytes, Bytes> scan(
      RowReader rows,
      GroupId group,
      GroupPlaces.Place place,
      Bytes from,
      Optional<Bytes> to,
      int limit)
      throws RocksDBException, BeyondReach, DamagedBytes {
    TreeMap<Bytes, Bytes> found = new TreeMap<>();
    if (limit > 0 && (to.isEmpty() || from.compareTo(to.get()) < 0)) {
      int generation = place.generation();
      byte[] end =
          to.map(key -> GroupKeys.row(group, generation, key))
              .orElseGet(() -> GroupKeys.afterRows(group, generation));
      rows.range(
          GroupKeys.row(group, generation, from),
          end,
          (key, row) -> {
            found.put(GroupKeys.keyOf(key), Bytes.copyOf(CheckedRow.content(key, row)));
            return found.size() < limit;
          });
    }
    return Collections.unmodifiableSortedMap(found);
  }

  private static RowPage page(
      RowReader rows, GroupId group, GroupPlaces.Place place, List<Bytes> keys, RowRange range)
      throws RocksDBException, BeyondReach, DamagedBytes {
    SortedMap<Bytes, Bytes> besides = load(rows, group, place, keys, Long.MAX_VALUE).orElseThrow();
    RowTaking taking = new RowTaking(range, new TreeMap<>(besides));
    RowReader.RowTaker taker =
        (key, row) -> taking.take(GroupKeys.keyOf(key), Bytes.copyOf(CheckedRow.content(key, row)));
    byte[] from = GroupKeys.row(group, place.generation(), range.from());
    byte[] to = GroupKeys.row(group, place.generation(), range.to());
    if (range.from().compareTo(range.to()) < 0) {
      if (range.reverse()) {
        rows.rangeBackwards(from, to, taker);
      } else {
        rows.range(from, to, taker);
      }
    }
    return taking.page();
  }

  /** As the view has it; the group may have another generation by now. */
  private static Piece piece(
      GroupLogReader stored, RowReader rows, GroupId group, Bytes cursor, int bytes)
      throws RocksDBException, BeyondReach, DamagedBytes {
    int generation = stored.place(group).generation();
    long applied = stored.applied(group, generation);
    SnapshotRows piece = new SnapshotRows();
    boolean[] last = {true};
    rows.range(
        GroupKeys.row(group, generation, cursor),
        GroupKeys.afterRows(group, generation),
        (key, row) -> {
          Bytes value = Bytes.copyOf(CheckedRow.content(key, row));
          last[0] = piece.addWithin(GroupKeys.keyOf(key), value, bytes);
          return last[0];
        });
    return new Piece(applied, new Chunk(cursor, piece.next(cursor), piece.content(), last[0]));
  }
}
