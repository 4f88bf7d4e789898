package io.kvasir.edge.rocksdb;

import io.kvasir.core.node.GroupId;
import io.kvasir.edge.rocksdb.GroupCodec.Mark;
import io.kvasir.edge.rocksdb.GroupPlaces.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/**
 * Finds the groups when a store is opened, with a few rows of each; the logs are read when they are
 * asked for.
 */
final class GroupsAtStart implements AutoCloseable {
  private static final byte[] BEHIND_ALL = new byte[16];

  static {
    Arrays.fill(BEHIND_ALL, (byte) 0xff);
  }

  private final SharedSnapshot view;
  private final RowReader log;
  private final RowReader state;
  private final GroupLogReader groups;
  private final List<GroupId> all;

  GroupsAtStart(Database database, StoreCounters counters)
      throws RocksDBException, DamagedBytes, BeyondReach {
    view = SharedSnapshot.take(database.rocks());
    log = new RowReader(database, database.groupLog(), view, Reach.DISK, counters);
    state = new RowReader(database, database.groupState(), view, Reach.DISK, counters);
    groups = new GroupLogReader(log, state);
    all = all(log);
  }

  /** The groups of which there is any row in the log. */
  static List<GroupId> all(Database database, SharedSnapshot view, StoreCounters counters)
      throws RocksDBException, DamagedBytes, BeyondReach {
    try (RowReader log = new RowReader(database, database.groupLog(), view, Reach.DISK, counters)) {
      return all(log);
    }
  }

  /** Where the rows of the groups are; nothing of those that are damaged. */
  GroupPlaces places() throws RocksDBException, BeyondReach {
    GroupPlaces places = new GroupPlaces();
    for (GroupId group : all) {
      place(group).ifPresent(place -> places.set(group, place));
    }
    return places;
  }

  /** What says for good that acknowledged writes of all groups are missing. */
  List<Commit> lost(String reason) {
    return all.stream().map(group -> GroupCommits.lost(group, reason)).toList();
  }

  /** What deletes half received snapshots that cannot be gone on with. */
  List<Commit> leftovers(GroupPlaces places) throws RocksDBException, DamagedBytes, BeyondReach {
    List<Commit> leftovers = new ArrayList<>();
    for (GroupId group : all) {
      Optional<Place> place = places.of(group).filter(there -> there.staged().isEmpty());
      if (place.isPresent() && hasRows(group, place.get().generation() + 1)) {
        leftovers.add(GroupCommits.unstage(group, place.get().generation() + 1));
      }
    }
    return leftovers;
  }

  @Override
  public void close() {
    state.close();
    log.close();
    view.close();
  }

  private Optional<Place> place(GroupId group) throws RocksDBException, BeyondReach {
    if (log.get(GroupKeys.lost(group)).isPresent()) {
      return Optional.empty();
    }
    try {
      GroupCodec.Place row = groups.place(group);
      Optional<Mark.Staged> staged = groups.staged(group, row.generation() + 1);
      return Optional.of(
          new Place(row.life(), row.generation(), groups.start(group).index(), staged));
    } catch (DamagedBytes damaged) {
      return Optional.empty();
    }
  }

  private boolean hasRows(GroupId group, int generation)
      throws RocksDBException, DamagedBytes, BeyondReach {
    boolean[] found = {false};
    state.range(
        GroupKeys.startOf(group, generation),
        GroupKeys.startOf(group, generation + 1),
        (key, row) -> {
          found[0] = true;
          return false;
        });
    return found[0];
  }

  private static List<GroupId> all(RowReader log)
      throws RocksDBException, DamagedBytes, BeyondReach {
    List<GroupId> groups = new ArrayList<>();
    byte[] from = {};
    int known = -1;
    while (groups.size() > known) {
      known = groups.size();
      log.range(
          from,
          BEHIND_ALL,
          (key, row) -> {
            groups.add(GroupKeys.groupOf(key));
            return false;
          });
      from = groups.isEmpty() ? from : GroupKeys.afterGroup(groups.getLast());
    }
    return groups;
  }
}
