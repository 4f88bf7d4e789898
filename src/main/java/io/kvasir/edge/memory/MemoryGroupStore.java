package io.kvasir.edge.memory;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.RowRange;
import io.kvasir.engine.port.StorageFault;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Holds logs and state machines in memory, and calls completions at once on the thread that asks. A
 * view of a snapshot is a copy of all rows.
 */
public final class MemoryGroupStore implements GroupStore {
  private final ConcurrentSkipListMap<GroupId, MemoryGroup> groups = new ConcurrentSkipListMap<>();

  @Override
  public SortedMap<GroupId, Opened> groups() {
    TreeMap<GroupId, Opened> opened = new TreeMap<>();
    groups.forEach((id, group) -> opened.put(id, group.opened()));
    return Collections.unmodifiableSortedMap(opened);
  }

  @Override
  public void create(GroupId group, long life, LogStart start, Completion<Void> completion) {
    groups.put(group, new MemoryGroup(life, start));
    Completion.done(completion);
  }

  @Override
  public void write(GroupId group, LogWrite write, Completion<Void> completion) {
    change(group, completion, there -> there.write(write));
  }

  @Override
  public void compact(GroupId group, LogStart start) {
    Optional.ofNullable(groups.get(group)).ifPresent(there -> there.compact(start));
  }

  @Override
  public void loadWithin(
      GroupId group,
      List<Bytes> keys,
      long maxBytes,
      Completion<Optional<SortedMap<Bytes, Bytes>>> completion) {
    read(group, completion, there -> there.load(keys, maxBytes));
  }

  @Override
  public void scan(
      GroupId group,
      Bytes from,
      Optional<Bytes> to,
      int limit,
      Completion<SortedMap<Bytes, Bytes>> completion) {
    read(group, completion, there -> there.scan(from, to, limit));
  }

  @Override
  public void loadRange(
      GroupId group, List<Bytes> keys, RowRange range, Completion<RowPage> completion) {
    read(group, completion, there -> there.loadRange(keys, range));
  }

  @Override
  public void apply(
      GroupId group,
      long index,
      SortedMap<Bytes, Optional<Bytes>> rows,
      Completion<Void> completion) {
    change(group, completion, there -> there.apply(index, rows));
  }

  @Override
  public void readSnapshot(
      GroupId group, String reader, Bytes cursor, int bytes, Completion<Piece> completion) {
    read(group, completion, there -> there.readSnapshot(reader, cursor, bytes));
  }

  @Override
  public void closeSnapshot(GroupId group, String reader) {
    Optional.ofNullable(groups.get(group)).ifPresent(there -> there.closeSnapshot(reader));
  }

  @Override
  public void stage(GroupId group, LogStart head, Chunk chunk, Completion<Void> completion) {
    attempt(
        group,
        completion,
        there -> there.stage(head, chunk),
        "the chunk does not follow on what was received");
  }

  @Override
  public void install(GroupId group, LogStart head, Completion<Void> completion) {
    attempt(
        group,
        completion,
        there -> there.install(head),
        "the snapshot was not received to its end");
  }

  @Override
  public void destroy(GroupId group, Completion<Void> completion) {
    groups.remove(group);
    Completion.done(completion);
  }

  private void change(GroupId group, Completion<Void> completion, Consumer<MemoryGroup> change) {
    MemoryGroup there = groups.get(group);
    if (there == null) {
      completion.fail(unknown(group));
    } else {
      change.accept(there);
      Completion.done(completion);
    }
  }

  private void attempt(
      GroupId group, Completion<Void> completion, Predicate<MemoryGroup> change, String refusal) {
    MemoryGroup there = groups.get(group);
    if (there == null) {
      completion.fail(unknown(group));
    } else if (change.test(there)) {
      Completion.done(completion);
    } else {
      completion.fail(new StorageFault("group " + group + ": " + refusal, false));
    }
  }

  private <T> void read(GroupId group, Completion<T> completion, Function<MemoryGroup, T> read) {
    MemoryGroup there = groups.get(group);
    if (there == null) {
      completion.fail(unknown(group));
    } else {
      completion.succeed(read.apply(there));
    }
  }

  private static StorageFault unknown(GroupId group) {
    return new StorageFault("there is no group " + group, false);
  }
}
