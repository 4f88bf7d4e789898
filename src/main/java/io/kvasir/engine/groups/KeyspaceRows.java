package io.kvasir.engine.groups;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Head;
import io.kvasir.core.keyspace.RowKeys;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.engine.port.KeyspaceFormat;
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
   * @param found what stands under those of the keys that exist
   */
  public record Reading(long revision, SortedMap<Key, Versioned> found) {
    public Reading {
      found = Collections.unmodifiableSortedMap(new TreeMap<>(found));
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
    return head(rows).map(head -> new Reading(head.revision(), found));
  }

  private Optional<Head> head(SortedMap<Bytes, Bytes> rows) {
    Bytes row = rows.get(RowKeys.HEAD);
    return row == null ? Optional.of(Head.INITIAL) : format.decodeHead(row);
  }
}
