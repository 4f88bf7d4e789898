package io.kvasir.edge.rocksdb;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.node.GroupId;
import io.kvasir.edge.rocksdb.GroupCodec.Mark;
import io.kvasir.edge.rocksdb.GroupPlaces.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The rows that each change of a group writes. */
final class GroupCommits {
  private GroupCommits() {}

  static Commit create(GroupId group, Place place, LogStart start) {
    List<RowChange> log = new ArrayList<>(List.of(all(group)));
    log.add(place(group, place));
    log.add(put(GroupKeys.hardState(group), GroupCodec.hardState(HardState.INITIAL)));
    log.add(put(GroupKeys.start(group), GroupCodec.start(start)));
    RowChange mark = mark(group, place.generation(), new Mark.Applied(start.index()));
    return new Commit.OfGroup(log, List.of(all(group), mark), true);
  }

  static Commit write(GroupId group, LogWrite write) {
    List<RowChange> log = new ArrayList<>();
    write
        .state()
        .ifPresent(state -> log.add(put(GroupKeys.hardState(group), GroupCodec.hardState(state))));
    if (write.truncateFrom() > 0) {
      log.add(entriesFrom(group, write.truncateFrom()));
    }
    for (LogEntry entry : write.entries()) {
      log.add(put(GroupKeys.entry(group, entry.index()), GroupCodec.entry(entry)));
    }
    return new Commit.OfGroup(log, List.of(), true);
  }

  static Commit compact(GroupId group, long before, LogStart start) {
    byte[] first = GroupKeys.entry(group, before + 1);
    byte[] end = GroupKeys.entry(group, start.index() + 1);
    RowChange row = put(GroupKeys.start(group), GroupCodec.start(start));
    return new Commit.OfGroup(List.of(row, RowChange.deleteRange(first, end)), List.of(), false);
  }

  static Commit apply(
      GroupId group, int generation, long index, SortedMap<Bytes, Optional<Bytes>> rows) {
    List<RowChange> state = new ArrayList<>(rows.size() + 1);
    rows.forEach(
        (key, value) -> {
          byte[] row = GroupKeys.row(group, generation, key);
          state.add(value.isPresent() ? put(row, value.get().toArray()) : RowChange.delete(row));
        });
    state.add(mark(group, generation, new Mark.Applied(index)));
    return new Commit.OfGroup(List.of(), state, false);
  }

  /**
   * @param generation that is being received
   * @param anew whether what it has so far is deleted
   */
  static Commit stage(
      GroupId group,
      int generation,
      boolean anew,
      SortedMap<Bytes, Bytes> rows,
      Mark.Staged received) {
    List<RowChange> state = new ArrayList<>(rows.size() + 2);
    if (anew) {
      state.add(allOf(group, generation));
    }
    rows.forEach(
        (key, value) -> state.add(put(GroupKeys.row(group, generation, key), value.toArray())));
    state.add(mark(group, generation, received));
    return new Commit.OfGroup(List.of(), state, true);
  }

  /**
   * @param after where the rows are from now on
   */
  static Commit install(GroupId group, Place after, LogStart head) {
    RowChange start = put(GroupKeys.start(group), GroupCodec.start(head));
    RowChange mark = mark(group, after.generation(), new Mark.Applied(head.index()));
    return new Commit.OfGroup(
        List.of(place(group, after), start, entriesFrom(group, 0)),
        List.of(allOf(group, after.generation() - 1), mark),
        true);
  }

  static Commit destroy(GroupId group) {
    return new Commit.OfGroup(List.of(all(group)), List.of(all(group)), true);
  }

  /** Says for good that acknowledged writes of the group are missing. */
  static Commit lost(GroupId group, String reason) {
    RowChange row = put(GroupKeys.lost(group), new ByteSink().text(reason).toArray());
    return new Commit.OfGroup(List.of(row), List.of(), true);
  }

  /** Forgets a snapshot that cannot be gone on with. */
  static Commit unstage(GroupId group, int generation) {
    return new Commit.OfGroup(List.of(), List.of(allOf(group, generation)), true);
  }

  private static RowChange put(byte[] key, byte[] content) {
    return RowChange.put(key, CheckedRow.of(key, content));
  }

  private static RowChange place(GroupId group, Place place) {
    return put(GroupKeys.place(group), GroupCodec.place(place.row()));
  }

  private static RowChange mark(GroupId group, int generation, Mark mark) {
    return put(GroupKeys.mark(group, generation), GroupCodec.mark(mark));
  }

  private static RowChange all(GroupId group) {
    return RowChange.deleteRange(GroupKeys.group(group), GroupKeys.afterGroup(group));
  }

  private static RowChange allOf(GroupId group, int generation) {
    return RowChange.deleteRange(
        GroupKeys.startOf(group, generation), GroupKeys.startOf(group, generation + 1));
  }

  private static RowChange entriesFrom(GroupId group, long index) {
    return RowChange.deleteRange(GroupKeys.entry(group, index), GroupKeys.afterEntries(group));
  }
}
