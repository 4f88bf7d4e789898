package io.kvasir.edge.rocksdb;

import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Recovered;
import io.kvasir.core.node.GroupId;
import io.kvasir.edge.rocksdb.GroupCodec.Mark;
import io.kvasir.engine.port.GroupStore.Opened;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/**
 * Reads what is stored of one group, and believes nothing of it. A log is whole when
 *
 * <ul>
 *   <li>place, hard state, start and mark are there;
 *   <li>every row has its checksum;
 *   <li>the entries follow on the start and on one another, in index, and in terms that never fall;
 *   <li>no entry is of a later term than the hard state knows;
 *   <li>it reaches as far as the hard state says is committed, and as the state was applied.
 * </ul>
 */
final class GroupLogReader {
  private final RowReader log;
  private final RowReader state;

  GroupLogReader(RowReader log, RowReader state) {
    this.log = log;
    this.state = state;
  }

  /** Everything there is. */
  Opened read(GroupId group) throws BeyondReach {
    try {
      Optional<byte[]> lost = log.get(GroupKeys.lost(group));
      if (lost.isPresent()) {
        return new Opened.Damaged(
            CheckedRow.read(GroupKeys.lost(group), lost.get(), ByteSource::text));
      }
      GroupCodec.Place place = place(group);
      return new Opened.Intact(place.life(), recovered(group, place));
    } catch (DamagedBytes | RocksDBException damaged) {
      return new Opened.Damaged("group " + group + ": " + damaged.getMessage());
    }
  }

  GroupCodec.Place place(GroupId group) throws RocksDBException, BeyondReach, DamagedBytes {
    return required(log, GroupKeys.place(group), "place", GroupCodec::place);
  }

  LogStart start(GroupId group) throws RocksDBException, BeyondReach, DamagedBytes {
    return required(log, GroupKeys.start(group), "start", GroupCodec::start);
  }

  /** The snapshot that is being received; empty when there is none, or none that can be used. */
  Optional<Mark.Staged> staged(GroupId group, int generation) throws RocksDBException, BeyondReach {
    byte[] key = GroupKeys.mark(group, generation);
    Optional<byte[]> row = state.get(key);
    try {
      return row.isPresent()
              && CheckedRow.read(key, row.get(), GroupCodec::mark) instanceof Mark.Staged staged
          ? Optional.of(staged)
          : Optional.empty();
    } catch (DamagedBytes useless) {
      return Optional.empty();
    }
  }

  /** How far the rows of the generation in force go. */
  long applied(GroupId group, int generation) throws RocksDBException, BeyondReach, DamagedBytes {
    Mark mark = required(state, GroupKeys.mark(group, generation), "mark", GroupCodec::mark);
    return switch (mark) {
      case Mark.Applied(long index) -> index;
      case Mark.Staged staged -> throw new DamagedBytes("a state that is only half received");
    };
  }

  private Recovered recovered(GroupId group, GroupCodec.Place place)
      throws RocksDBException, BeyondReach, DamagedBytes {
    HardState hardState =
        required(log, GroupKeys.hardState(group), "hard state", GroupCodec::hardState);
    LogStart start = start(group);
    List<LogEntry> entries = entries(group, start);
    long applied = applied(group, place.generation());
    requireConsistent(hardState, start, entries, applied);
    Optional<Recovered.Staged> staged =
        staged(group, place.generation() + 1)
            .map(received -> new Recovered.Staged(received.head(), received.next()));
    return new Recovered(hardState, start, entries, applied, staged);
  }

  /** Begins behind the start, and so skips what was deleted. */
  private List<LogEntry> entries(GroupId group, LogStart start)
      throws RocksDBException, BeyondReach, DamagedBytes {
    List<LogEntry> entries = new ArrayList<>();
    log.range(
        GroupKeys.entry(group, start.index() + 1),
        GroupKeys.afterGroup(group),
        (key, row) -> {
          long index = GroupKeys.indexOf(key);
          LogEntry entry = CheckedRow.read(key, row, source -> GroupCodec.entry(index, source));
          requireNext(start, entries, entry);
          entries.add(entry);
          return true;
        });
    return entries;
  }

  private static void requireNext(LogStart start, List<LogEntry> before, LogEntry entry)
      throws DamagedBytes {
    long lastIndex = before.isEmpty() ? start.index() : before.getLast().index();
    long lastTerm = before.isEmpty() ? start.term() : before.getLast().term();
    if (entry.index() != lastIndex + 1) {
      throw new DamagedBytes("after entry " + lastIndex + " comes " + entry.index());
    }
    if (entry.term() < lastTerm) {
      throw new DamagedBytes(
          "after term " + lastTerm + " comes term " + entry.term() + " at " + entry.index());
    }
  }

  private static void requireConsistent(
      HardState state, LogStart start, List<LogEntry> entries, long applied) throws DamagedBytes {
    long last = entries.isEmpty() ? start.index() : entries.getLast().index();
    if (!entries.isEmpty() && entries.getLast().term() > state.term()) {
      throw new DamagedBytes(
          "entry " + last + " is of term " + entries.getLast().term() + " in term " + state.term());
    }
    if (state.commit() > last) {
      throw new DamagedBytes("committed up to " + state.commit() + ", but ends at " + last);
    }
    if (applied > last || applied < start.index()) {
      throw new DamagedBytes(
          "applied up to " + applied + ", but reaches from " + start.index() + " to " + last);
    }
  }

  private static <T> T required(
      RowReader rows, byte[] key, String name, CheckedRow.Content<T> content)
      throws RocksDBException, BeyondReach, DamagedBytes {
    Optional<byte[]> row = rows.get(key);
    if (row.isEmpty()) {
      throw new DamagedBytes("its " + name + " is missing");
    }
    return CheckedRow.read(key, row.get(), content);
  }
}
