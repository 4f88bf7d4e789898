package io.kvasir.engine.groups;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Cells;
import io.kvasir.core.keyspace.End;
import io.kvasir.core.keyspace.Keyspace;
import io.kvasir.core.keyspace.Remembered;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.keyspace.RowKeys;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.engine.port.KeyspaceFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A shard's state as rows. A row that cannot be read ends the node: to go on without it would make
 * this replica another than the rest.
 */
final class KeyspaceCells implements Cells {
  private final KeyspaceFormat format;
  private final StateMachine.Rows rows;
  private final Consumer<Revision> noted;

  /**
   * @param noted is told of each revision
   */
  KeyspaceCells(KeyspaceFormat format, StateMachine.Rows rows, Consumer<Revision> noted) {
    this.format = format;
    this.rows = rows;
    this.noted = noted;
  }

  static <T> T readable(Optional<T> decoded, Bytes row) {
    return decoded.orElseThrow(
        () -> new IllegalStateException("a row of a shard cannot be read: " + row.asUtf8()));
  }

  @Override
  public Optional<Versioned> get(Key key) {
    Bytes row = RowKeys.of(key);
    return rows.get(row).map(found -> readable(format.decodeVersioned(found), row));
  }

  @Override
  public long weight(Key key) {
    Bytes row = RowKeys.of(key);
    return rows.isKnown(row) ? rows.get(row).map(Bytes::length).orElse(0) : Keyspace.MAX_WEIGHT + 1;
  }

  @Override
  public void put(Key key, Versioned versioned) {
    rows.put(RowKeys.of(key), format.encode(versioned));
  }

  @Override
  public void delete(Key key) {
    rows.delete(RowKeys.of(key));
  }

  @Override
  public void addEnd(End end) {
    rows.put(RowKeys.of(end), Bytes.EMPTY);
  }

  @Override
  public void removeEnd(End end) {
    rows.delete(RowKeys.of(end));
  }

  @Override
  public boolean hasEnd(End end) {
    return rows.get(RowKeys.of(end)).isPresent();
  }

  @Override
  public Optional<Remembered> recall(String retryKey) {
    Bytes row = RowKeys.ofRetryKey(retryKey);
    return rows.get(row).map(found -> readable(format.decodeRemembered(found), row));
  }

  @Override
  public void remember(String retryKey, Remembered remembered) {
    rows.put(RowKeys.ofRetryKey(retryKey), format.encode(remembered));
  }

  @Override
  public void forget(String retryKey) {
    rows.delete(RowKeys.ofRetryKey(retryKey));
  }

  @Override
  public Optional<String> queued(long place) {
    return rows.get(RowKeys.ofPlace(place)).map(Bytes::asUtf8);
  }

  @Override
  public void enqueue(long place, String retryKey) {
    rows.put(RowKeys.ofPlace(place), Bytes.utf8(retryKey));
  }

  @Override
  public void dequeue(long place) {
    rows.delete(RowKeys.ofPlace(place));
  }

  @Override
  public void note(Revision revision) {
    noted.accept(revision);
  }
}
