package io.kvasir.engine.groups;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Proposal;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.keyspace.TransactionResult.Step;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Deadline;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.KeyspaceFormat;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.SubmitOutcome;
import io.kvasir.engine.port.Timers;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Reads keys of shards, and knows what has ended. No clock decides what is there, only the shard's
 * time; but that stands still while nobody writes. So a read which finds what has ended by the
 * clock of its node, and is still there, reads once more, by the log: its command brings the
 * shard's time up to that of the leader, which has heard of this node's. What a stale read finds is
 * judged by the clock here, since it may be of any time. Any thread.
 */
public final class KeyspaceReader {
  private final Groups groups;
  private final KeyspaceFormat format;
  private final KeyspaceRows rows;
  private final Timers timers;
  private final LongSupplier clock;

  /**
   * @param clock milliseconds since 1970 as nodes agree on it
   */
  public KeyspaceReader(Groups groups, KeyspaceFormat format, Timers timers, LongSupplier clock) {
    this.groups = groups;
    this.format = format;
    this.rows = new KeyspaceRows(format);
    this.timers = timers;
    this.clock = clock;
  }

  /** What came of a read. */
  public sealed interface Outcome {
    /**
     * It was read.
     *
     * @param reading its time is the later one of the shard and of this node
     */
    record Found(KeyspaceRows.Reading reading, Optional<NodeId> leader) implements Outcome {}

    record NotRead(GroupRefusal reason) implements Outcome {}

    /** Nobody answered in time. */
    record TimedOut() implements Outcome {}
  }

  /** Reads; {@code done} is called exactly once, on a loop or at once. */
  public void read(
      GroupId group,
      SortedSet<Key> keys,
      boolean linearizable,
      long timeoutMillis,
      Consumer<Outcome> done) {
    Deadline deadline = Deadline.after(timers.now(), timeoutMillis);
    Consumer<RowsOutcome> look =
        outcome -> {
          switch (outcome) {
            case RowsOutcome.Rows(
                    SortedMap<Bytes, Bytes> found,
                    boolean more,
                    Optional<NodeId> leader) -> {
              KeyspaceRows.Reading reading = readable(rows.read(keys, found));
              long now = clock.getAsLong();
              if (linearizable && reading.isOverAt(now)) {
                readByLog(group, keys, deadline, done);
              } else {
                done.accept(new Outcome.Found(reading.asOf(now), leader));
              }
            }
            case RowsOutcome.NotRead(GroupRefusal reason) ->
                done.accept(new Outcome.NotRead(reason));
            case RowsOutcome.TimedOut() -> done.accept(new Outcome.TimedOut());
          }
        };
    groups.read(group, RowQuery.of(rows.of(keys)), linearizable, timeoutMillis, look);
  }

  /** How a read of a page ended. */
  public sealed interface PageOutcome {
    /** It was read; what is said of {@link Outcome.Found} holds. */
    record Found(KeyspaceRows.Page page, Optional<NodeId> leader) implements PageOutcome {}

    record NotRead(GroupRefusal reason) implements PageOutcome {}

    /** Nobody answered in time. */
    record TimedOut() implements PageOutcome {}
  }

  /**
   * Reads a page of keys, all as of one moment; {@code done} is called exactly once, on a loop or
   * at once.
   *
   * @param bytes how much the page may take
   */
  public void scan(
      GroupId group,
      KeyScan scan,
      int bytes,
      boolean linearizable,
      long timeoutMillis,
      Consumer<PageOutcome> done) {
    Deadline deadline = Deadline.after(timers.now(), timeoutMillis);
    scan(
        group,
        scan,
        bytes,
        linearizable,
        timeoutMillis,
        (page, leader) -> {
          long now = clock.getAsLong();
          if (linearizable && page.reading().isOverAt(now)) {
            scanByLog(group, scan, bytes, deadline, page, done);
          } else {
            done.accept(new PageOutcome.Found(page.asOf(now), leader));
          }
        },
        done);
  }

  /** Brings the shard's time up to what was found to have ended, and reads again. */
  private void scanByLog(
      GroupId group,
      KeyScan scan,
      int bytes,
      Deadline deadline,
      KeyspaceRows.Page seen,
      Consumer<PageOutcome> done) {
    Consumer<Outcome> then =
        outcome -> {
          switch (outcome) {
            case Outcome.Found found ->
                scan(
                    group,
                    scan,
                    bytes,
                    true,
                    Math.max(1, deadline.remainingMillis(timers.now())),
                    (page, leader) -> done.accept(new PageOutcome.Found(page, leader)),
                    done);
            case Outcome.NotRead(GroupRefusal reason) ->
                done.accept(new PageOutcome.NotRead(reason));
            case Outcome.TimedOut() -> done.accept(new PageOutcome.TimedOut());
          }
        };
    Key any = seen.reading().found().firstKey();
    readByLog(group, new TreeSet<>(List.of(any)), deadline, then);
  }

  private void scan(
      GroupId group,
      KeyScan scan,
      int bytes,
      boolean linearizable,
      long timeoutMillis,
      BiConsumer<KeyspaceRows.Page, Optional<NodeId>> found,
      Consumer<PageOutcome> failed) {
    Consumer<RowsOutcome> look =
        outcome -> {
          switch (outcome) {
            case RowsOutcome.Rows(
                    SortedMap<Bytes, Bytes> held,
                    boolean more,
                    Optional<NodeId> leader) ->
                found.accept(readable(rows.page(held, more, scan.reverse())), leader);
            case RowsOutcome.NotRead(GroupRefusal reason) ->
                failed.accept(new PageOutcome.NotRead(reason));
            case RowsOutcome.TimedOut() -> failed.accept(new PageOutcome.TimedOut());
          }
        };
    groups.read(group, rows.of(scan, bytes), linearizable, timeoutMillis, look);
  }

  private void readByLog(
      GroupId group, SortedSet<Key> keys, Deadline deadline, Consumer<Outcome> done) {
    List<Key> asked = List.copyOf(keys);
    List<Action> gets = asked.stream().<Action>map(Action.Get::new).toList();
    Transaction transaction = new Transaction(List.of(), gets, List.of());
    groups.submit(
        group,
        format.encode(new Proposal(Optional.empty(), 0, transaction)),
        Math.max(1, deadline.remainingMillis(timers.now())),
        outcome -> done.accept(told(asked, outcome)));
  }

  private Outcome told(List<Key> asked, SubmitOutcome outcome) {
    return switch (outcome) {
      case SubmitOutcome.Committed(Bytes result, NodeId leader) ->
          readable(format.decodeResult(result)) instanceof TransactionResult.Done done
              ? new Outcome.Found(reading(asked, done), Optional.of(leader))
              : new Outcome.TimedOut();
      case SubmitOutcome.NotApplied(GroupRefusal reason) -> new Outcome.NotRead(reason);
      case SubmitOutcome.Unknown() -> new Outcome.TimedOut();
    };
  }

  private static KeyspaceRows.Reading reading(List<Key> asked, TransactionResult.Done done) {
    TreeMap<Key, Versioned> found = new TreeMap<>();
    for (int at = 0; at < asked.size(); at++) {
      if (done.steps().get(at) instanceof Step.Got(Optional<Versioned> standing)) {
        Key key = asked.get(at);
        standing.ifPresent(versioned -> found.put(key, versioned));
      }
    }
    return new KeyspaceRows.Reading(done.revision(), done.writtenMillis(), found);
  }

  /** What this release's state machine wrote, or answered, it can read. */
  private static <T> T readable(Optional<T> decoded) {
    return decoded.orElseThrow(() -> new IllegalStateException("bytes of a shard are unreadable"));
  }
}
