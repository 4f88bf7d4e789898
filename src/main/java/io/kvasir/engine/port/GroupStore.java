package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.consensus.Recovered;
import io.kvasir.core.node.GroupId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The logs and state machines of all groups of a node, in one store. Never blocks its caller except
 * where it says so. What is called for one group takes effect in the order of the calls, and after
 * a crash what is left is what a prefix of all calls of that group made; all that was reported
 * durable is in it.
 */
public interface GroupStore {
  /** What the store holds of a group. */
  sealed interface Opened {
    /**
     * Whole and without contradiction.
     *
     * @param life as it was given to {@link GroupStore#create}
     */
    record Intact(long life, Recovered recovered) implements Opened {}

    /**
     * Something that had been stored is missing or altered: this log must neither vote nor be
     * served.
     *
     * @param reason for the log
     */
    record Damaged(String reason) implements Opened {}
  }

  /**
   * All groups that were created and not destroyed, also damaged ones. Blocks; for the start only.
   */
  SortedMap<GroupId, Opened> groups();

  /**
   * Begins a replica with nothing but {@code start}; whatever was there of the group is deleted.
   * Succeeds when that is durable.
   */
  void create(GroupId group, long life, LogStart start, Completion<Void> completion);

  /** Changes the log. Succeeds when that is durable. */
  void write(GroupId group, LogWrite write, Completion<Void> completion);

  /**
   * Forgets the log up to {@code start}, whose effects were applied by earlier calls. Not durable
   * by itself.
   */
  void compact(GroupId group, LogStart start);

  /**
   * Reads rows of the state machine, as of all {@link #apply} that succeeded before the call.
   *
   * <p>Completes with the rows that exist.
   */
  default void load(
      GroupId group, List<Bytes> keys, Completion<SortedMap<Bytes, Bytes>> completion) {
    loadWithin(
        group,
        keys,
        Long.MAX_VALUE,
        new Completion<>() {
          @Override
          public void succeed(Optional<SortedMap<Bytes, Bytes>> rows) {
            completion.succeed(rows.orElseThrow());
          }

          @Override
          public void fail(StorageFault fault) {
            completion.fail(fault);
          }
        });
  }

  /**
   * As {@link #load}, unless the rows take more than {@code maxBytes} together: then it completes
   * with nothing, and held no more than that and one row.
   */
  void loadWithin(
      GroupId group,
      List<Bytes> keys,
      long maxBytes,
      Completion<Optional<SortedMap<Bytes, Bytes>>> completion);

  /**
   * Rows from {@code from} (inclusive) to {@code to} (exclusive; empty for no end) in the order of
   * their keys compared as unsigned bytes, at most {@code limit}; as of some moment between the
   * call and the completion.
   */
  void scan(
      GroupId group,
      Bytes from,
      Optional<Bytes> to,
      int limit,
      Completion<SortedMap<Bytes, Bytes>> completion);

  /**
   * Reads rows of a range, and some rows besides, all as of one moment between the call and the
   * completion.
   *
   * @param keys of those besides
   */
  void loadRange(GroupId group, List<Bytes> keys, RowRange range, Completion<RowPage> completion);

  /**
   * What was read of a range.
   *
   * @param rows those that exist, also those that were named besides
   * @param more whether others of the range are behind them
   */
  record RowPage(SortedMap<Bytes, Bytes> rows, boolean more) {
    public RowPage {
      rows = Collections.unmodifiableSortedMap(rows);
    }
  }

  /**
   * Changes rows of the state machine and sets the applied index, in one atomic step. Succeeds when
   * that can be read; it need not be durable, since the log is.
   *
   * @param index above that of all applies before
   * @param rows an empty value deletes the row
   */
  void apply(
      GroupId group,
      long index,
      SortedMap<Bytes, Optional<Bytes>> rows,
      Completion<Void> completion);

  /** Succeeds when all that was called for the group before is durable, also its applies. */
  default void sync(GroupId group, Completion<Void> completion) {
    write(group, LogWrite.NOTHING, completion);
  }

  /**
   * Reads a piece of the group's state as of one moment. The view is opened by the first call for a
   * {@code reader}, and stays until {@link #closeSnapshot}; a store may close views that were not
   * read for minutes, and then fails the call.
   *
   * @param reader names the view
   * @param cursor empty for the beginning, else the {@code next} of a chunk before
   *     <p>Completes with the chunk and the index that the view was applied up to.
   */
  void readSnapshot(
      GroupId group, String reader, Bytes cursor, int bytes, Completion<Piece> completion);

  void closeSnapshot(GroupId group, String reader);

  /**
   * A piece of a view.
   *
   * @param applied the index that the whole view was applied up to
   */
  record Piece(long applied, Chunk chunk) {}

  /**
   * Keeps a chunk of a snapshot aside. A first chunk, or one of another head, discards what was
   * kept before. Succeeds when it is durable together with how far the snapshot was received.
   */
  void stage(GroupId group, LogStart head, Chunk chunk, Completion<Void> completion);

  /**
   * Makes the staged snapshot the group's state: state, applied index and log are replaced in one
   * atomic step, and the log begins after {@code head}. The hard state stays. Succeeds when that is
   * durable.
   */
  void install(GroupId group, LogStart head, Completion<Void> completion);

  /** Deletes all that there is of a group. Succeeds when that is durable. */
  void destroy(GroupId group, Completion<Void> completion);
}
