package io.kvasir.engine.groups;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyRange;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Head;
import io.kvasir.core.keyspace.RowKeys;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.engine.port.KeyspaceFormat;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads keys of a shard without a transaction, from its rows. */
public final class KeyspaceRows {
  private final KeyspaceFormat format;

  public KeyspaceRows(KeyspaceFormat format) {
    this.format = format;
  }

  /**
   * What was read of a shard.
   *
   * @param revision the shard's
   * @param millis the shard's time
   * @param found what stands under those of the keys that exist, and have not ended by that time
   */
  public record Reading(long revision, long millis, SortedMap<Key, Versioned> found) {
    public Reading {
      found = Collections.unmodifiableSortedMap(new TreeMap<>(found));
    }

    /** Whether something has ended by that time, which may be ahead of the shard's. */
    public boolean isOverAt(long nowMillis) {
      return found.values().stream().anyMatch(versioned -> versioned.hasEnded(nowMillis));
    }

    /** What is left of it at that time, unless the shard's is later. */
    public Reading asOf(long nowMillis) {
      TreeMap<Key, Versioned> left = new TreeMap<>(found);
      left.values().removeIf(versioned -> versioned.hasEnded(nowMillis));
      return new Reading(revision, Math.max(millis, nowMillis), left);
    }
  }

  /** The rows to ask for, in order to read these keys and the shard's revision. */
  public List<Bytes> of(Collection<Key> keys) {
    List<Bytes> rows = new ArrayList<>();
    rows.add(RowKeys.HEAD);
    keys.stream().map(RowKeys::of).forEach(rows::add);
    return rows;
  }

  /**
   * Reads the keys; empty when a row is none that this release can read.
   *
   * @param rows those that exist of the ones that {@link #of} named
   */
  public Optional<Reading> read(Collection<Key> keys, SortedMap<Bytes, Bytes> rows) {
    TreeMap<Key, Versioned> found = new TreeMap<>();
    for (Key key : keys) {
      Bytes row = rows.get(RowKeys.of(key));
      Optional<Versioned> versioned = row == null ? Optional.empty() : format.decodeVersioned(row);
      if (row != null && versioned.isEmpty()) {
        return Optional.empty();
      }
      versioned.ifPresent(present -> found.put(key, present));
    }
    return head(rows).map(head -> reading(head, found));
  }

  /**
   * The rows to ask for, in order to read a page of keys and the shard's revision.
   *
   * @param bytes how much the page may take
   */
  public RowQuery of(KeyScan scan, int bytes) {
    KeyRange range = scan.range();
    RowRange rows =
        new RowRange(
            RowKeys.ofBound(range.from()),
            range.to().map(RowKeys::ofBound).orElse(RowKeys.AFTER_KEYS),
            scan.limit(),
            bytes,
            scan.reverse(),
            scan.keysOnly());
    return new RowQuery(List.of(RowKeys.HEAD), Optional.of(rows));
  }

  /**
   * Reads a page; empty when a row is none that this release can read.
   *
   * @param rows what was found of what {@link #of(KeyScan, int)} named
   */
  public Optional<Page> page(SortedMap<Bytes, Bytes> rows, boolean more, boolean reverse) {
    List<Key> keys = rows.tailMap(RowKeys.KEYS).keySet().stream().map(RowKeys::key).toList();
    Optional<Key> last =
        more ? Optional.of(reverse ? keys.getFirst() : keys.getLast()) : Optional.empty();
    return read(keys, rows).map(reading -> new Page(reading, last));
  }

  /**
   * A page of a shard's keys.
   *
   * @param last up to which all keys were read, if not all were; what stood there may have ended
   */
  public record Page(Reading reading, Optional<Key> last) {
    /** What is left of it at that time, unless the shard's is later. */
    public Page asOf(long nowMillis) {
      return new Page(reading.asOf(nowMillis), last);
    }
  }

  private static Reading reading(Head head, SortedMap<Key, Versioned> found) {
    found.values().removeIf(versioned -> versioned.hasEnded(head.millis()));
    return new Reading(head.revision(), head.millis(), found);
  }

  private Optional<Head> head(SortedMap<Bytes, Bytes> rows) {
    Bytes row = rows.get(RowKeys.HEAD);
    return row == null ? Optional.of(Head.INITIAL) : format.decodeHead(row);
  }
}
