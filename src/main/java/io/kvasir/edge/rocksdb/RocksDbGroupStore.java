package io.kvasir.edge.rocksdb;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.node.GroupId;
import io.kvasir.edge.rocksdb.GroupCodec.Mark;
import io.kvasir.edge.rocksdb.GroupPlaces.Place;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.RowRange;
import io.kvasir.engine.port.SnapshotRows;
import io.kvasir.engine.port.StorageFault;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The logs and states of all groups, in two column families of the node's database. Their changes
 * go through the same writer as all commits, so that one sync serves them all; those that need not
 * be durable do not wait for it.
 */
final class RocksDbGroupStore implements GroupStore {
  /** Takes commits in the order of the calls. */
  interface Submission {
    void submit(Commit commit, Completion<Void> completion);
  }

  /** Reads at the start, and refuses the directory when that fails. */
  interface AtStart {
    SortedMap<GroupId, Opened> read();
  }

  private static final Completion<Void> NOBODY =
      new Completion<>() {
        @Override
        public void succeed(Void value) {}

        @Override
        public void fail(StorageFault fault) {
          // The store has failed for good, and the next call will be told.
        }
      };

  private final GroupPlaces places;
  private final GroupReads reads;
  private final Submission commits;
  private final AtStart groups;
  private final GroupViews views;
  private final Gate gate;

  RocksDbGroupStore(
      GroupPlaces places,
      GroupReads reads,
      Submission commits,
      AtStart groups,
      GroupViews views,
      Gate gate) {
    this.places = places;
    this.reads = reads;
    this.commits = commits;
    this.groups = groups;
    this.views = views;
    this.gate = gate;
  }

  /**
   * @throws DataDirectoryRefused when not even the groups can be listed
   */
  @Override
  public SortedMap<GroupId, Opened> groups() {
    return groups.read();
  }

  @Override
  public void create(GroupId group, long life, LogStart start, Completion<Void> completion) {
    Place place = Place.blank(life, start);
    places.set(group, place);
    commits.submit(GroupCommits.create(group, place, start), completion);
  }

  @Override
  public void write(GroupId group, LogWrite write, Completion<Void> completion) {
    if (places.of(group).isPresent()) {
      commits.submit(GroupCommits.write(group, write), completion);
    } else {
      refuse(group, completion, "is not there");
    }
  }

  @Override
  public void compact(GroupId group, LogStart start) {
    Optional<Place> found = places.of(group);
    if (found.isPresent() && found.get().compacted() < start.index()) {
      Place place = found.get();
      places.set(group, place.compactedTo(start.index()));
      commits.submit(GroupCommits.compact(group, place.compacted(), start), NOBODY);
    }
  }

  @Override
  public void loadWithin(
      GroupId group,
      List<Bytes> keys,
      long maxBytes,
      Completion<Optional<SortedMap<Bytes, Bytes>>> completion) {
    reads.load(group, keys, maxBytes, completion);
  }

  @Override
  public void scan(
      GroupId group,
      Bytes from,
      Optional<Bytes> to,
      int limit,
      Completion<SortedMap<Bytes, Bytes>> completion) {
    reads.scan(group, from, to, limit, completion);
  }

  @Override
  public void loadRange(
      GroupId group, List<Bytes> keys, RowRange range, Completion<RowPage> completion) {
    reads.loadRange(group, keys, range, completion);
  }

  @Override
  public void apply(
      GroupId group,
      long index,
      SortedMap<Bytes, Optional<Bytes>> rows,
      Completion<Void> completion) {
    Optional<Place> place = places.of(group);
    if (place.isPresent()) {
      int generation = place.get().generation();
      commits.submit(GroupCommits.apply(group, generation, index, rows), completion);
    } else {
      refuse(group, completion, "is not there");
    }
  }

  @Override
  public void readSnapshot(
      GroupId group, String reader, Bytes cursor, int bytes, Completion<Piece> completion) {
    reads.readSnapshot(group, reader, cursor, bytes, completion);
  }

  @Override
  public void closeSnapshot(GroupId group, String reader) {
    whileOpen(() -> views.close(group, reader));
  }

  @Override
  public void stage(GroupId group, LogStart head, Chunk chunk, Completion<Void> completion) {
    Optional<Place> place = places.of(group);
    Optional<SortedMap<Bytes, Bytes>> rows = SnapshotRows.read(chunk.content());
    boolean anew = chunk.from().length() == 0;
    if (place.isEmpty()) {
      refuse(group, completion, "is not there");
    } else if (rows.isEmpty() || !(anew || place.get().next(head).equals(chunk.from()))) {
      refuse(group, completion, "cannot go on with this chunk of a snapshot");
    } else {
      Mark.Staged received = new Mark.Staged(head, chunk.next(), chunk.last());
      places.set(group, place.get().staging(received));
      int generation = place.get().generation() + 1;
      commits.submit(GroupCommits.stage(group, generation, anew, rows.get(), received), completion);
    }
  }

  @Override
  public void install(GroupId group, LogStart head, Completion<Void> completion) {
    Optional<Place> place = places.of(group);
    if (place.isEmpty() || !place.get().hasAll(head)) {
      refuse(group, completion, "has not received that snapshot to its end");
    } else {
      Place after = place.get().installed(head);
      places.set(group, after);
      commits.submit(GroupCommits.install(group, after, head), completion);
    }
  }

  @Override
  public void destroy(GroupId group, Completion<Void> completion) {
    places.remove(group);
    whileOpen(() -> views.close(group));
    commits.submit(GroupCommits.destroy(group), completion);
  }

  private void whileOpen(Runnable action) {
    try {
      gate.enter();
    } catch (Gate.Closed closed) {
      return;
    }
    try {
      action.run();
    } finally {
      gate.leave();
    }
  }

  private static void refuse(GroupId group, Completion<Void> completion, String reason) {
    completion.fail(new StorageFault("group " + group + ' ' + reason, false));
  }
}
