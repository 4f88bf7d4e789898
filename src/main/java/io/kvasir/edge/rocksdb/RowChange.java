package io.kvasir.edge.rocksdb;

import org.rocksdb.ColumnFamilyHandle;

/** One row, or one range of rows, on its way into a column family. */
final class RowChange {
  private enum Kind {
    PUT,
    DELETE,
    DELETE_RANGE,
    ADD
  }

  private static final byte[] NOTHING = {};

  private final Kind kind;
  private final byte[] key;
  private final byte[] valueOrEnd;

  private RowChange(Kind kind, byte[] key, byte[] valueOrEnd) {
    this.kind = kind;
    this.key = key;
    this.valueOrEnd = valueOrEnd;
  }

  static RowChange put(byte[] key, byte[] value) {
    return new RowChange(Kind.PUT, key, value);
  }

  /** Adds to a number, modulo 2^64; to 0 when there is no row. */
  static RowChange add(byte[] key, long amount) {
    return new RowChange(Kind.ADD, key, RowCodec.number(amount));
  }

  static RowChange delete(byte[] key) {
    return new RowChange(Kind.DELETE, key, NOTHING);
  }

  /**
   * @param end the first key that stays
   */
  static RowChange deleteRange(byte[] start, byte[] end) {
    return new RowChange(Kind.DELETE_RANGE, start, end);
  }

  static RowChange deletePrefix(byte[] prefix) {
    return deleteRange(prefix, RowKeys.after(prefix));
  }

  int bytes() {
    return key.length + valueOrEnd.length;
  }

  void addTo(RowBatch batch, ColumnFamilyHandle family) {
    switch (kind) {
      case PUT -> batch.put(family, key, valueOrEnd);
      case DELETE -> batch.delete(family, key);
      case ADD -> batch.merge(family, key, valueOrEnd);
      case DELETE_RANGE -> batch.deleteRange(family, key, valueOrEnd);
    }
  }
}
