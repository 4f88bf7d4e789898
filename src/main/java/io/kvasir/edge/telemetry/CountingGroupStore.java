package io.kvasir.edge.telemetry;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.RowRange;
import io.kvasir.engine.port.StorageFault;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A store that counts the bytes of the snapshots that go through it. */
public final class CountingGroupStore implements GroupStore {
  private final GroupStore store;
  private final GroupCounters counters;

  public CountingGroupStore(GroupStore store, GroupCounters counters) {
    this.store = store;
    this.counters = counters;
  }

  @Override
  public void readSnapshot(
      GroupId group, String reader, Bytes cursor, int bytes, Completion<Piece> completion) {
    store.readSnapshot(group, reader, cursor, bytes, new CountedRead(group, completion));
  }

  private final class CountedRead implements Completion<Piece> {
    private final GroupId group;
    private final Completion<Piece> completion;

    CountedRead(GroupId group, Completion<Piece> completion) {
      this.group = group;
      this.completion = completion;
    }

    @Override
    public void succeed(Piece piece) {
      counters.snapshotSent(group, piece.chunk().content().length());
      completion.succeed(piece);
    }

    @Override
    public void fail(StorageFault fault) {
      completion.fail(fault);
    }
  }

  @Override
  public void stage(GroupId group, LogStart head, Chunk chunk, Completion<Void> completion) {
    counters.snapshotReceived(group, chunk.content().length());
    store.stage(group, head, chunk, completion);
  }

  @Override
  public SortedMap<GroupId, Opened> groups() {
    return store.groups();
  }

  @Override
  public void create(GroupId group, long life, LogStart start, Completion<Void> completion) {
    store.create(group, life, start, completion);
  }

  @Override
  public void write(GroupId group, LogWrite write, Completion<Void> completion) {
    store.write(group, write, completion);
  }

  @Override
  public void compact(GroupId group, LogStart start) {
    store.compact(group, start);
  }

  @Override
  public void loadWithin(
      GroupId group,
      List<Bytes> keys,
      long maxBytes,
      Completion<Optional<SortedMap<Bytes, Bytes>>> completion) {
    store.loadWithin(group, keys, maxBytes, completion);
  }

  @Override
  public void scan(
      GroupId group,
      Bytes from,
      Optional<Bytes> to,
      int limit,
      Completion<SortedMap<Bytes, Bytes>> completion) {
    store.scan(group, from, to, limit, completion);
  }

  @Override
  public void loadRange(
      GroupId group, List<Bytes> keys, RowRange range, Completion<RowPage> completion) {
    store.loadRange(group, keys, range, completion);
  }

  @Override
  public void apply(
      GroupId group,
      long index,
      SortedMap<Bytes, Optional<Bytes>> rows,
      Completion<Void> completion) {
    store.apply(group, index, rows, completion);
  }

  @Override
  public void closeSnapshot(GroupId group, String reader) {
    store.closeSnapshot(group, reader);
  }

  @Override
  public void install(GroupId group, LogStart head, Completion<Void> completion) {
    store.install(group, head, completion);
  }

  @Override
  public void destroy(GroupId group, Completion<Void> completion) {
    store.destroy(group, completion);
  }
}
