package io.kvasir.edge.rocksdb;

import java.util.function.ToIntFunction;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.WriteBatch;

/**
 * Changes of rows in the form of RocksDB's write-ahead log (its write_batch.cc), so that they are
 * handed over in one call instead of one each:
 *
 * <pre>
 * sequence(8) of zeros, number of changes(4) in little endian, and then for each change
 * kind(1) column family(varint) key(sized) value or end of the range(sized), unless it deletes one
 * </pre>
 */
final class RowBatch {
  private static final int SEQUENCE_BYTES = 8;
  private static final int COUNT_BYTES = 4;
  private static final int CAPACITY = 4 << 10;
  private static final int DELETE = 0x4;
  private static final int PUT = 0x5;
  private static final int MERGE = 0x6;
  private static final int DELETE_RANGE = 0xE;

  private final ByteSink changes =
      new ByteSink(CAPACITY).raw(new byte[SEQUENCE_BYTES + COUNT_BYTES]);
  private final ToIntFunction<ColumnFamilyHandle> numbers;
  private int count;

  /**
   * @param numbers tells the number of a column family in the log
   */
  RowBatch(ToIntFunction<ColumnFamilyHandle> numbers) {
    this.numbers = numbers;
  }

  void put(ColumnFamilyHandle family, byte[] key, byte[] value) {
    begin(PUT, family, key).varint(value.length).raw(value);
  }

  void delete(ColumnFamilyHandle family, byte[] key) {
    ByteSink _ = begin(DELETE, family, key);
  }

  void merge(ColumnFamilyHandle family, byte[] key, byte[] operand) {
    begin(MERGE, family, key).varint(operand.length).raw(operand);
  }

  void deleteRange(ColumnFamilyHandle family, byte[] start, byte[] end) {
    begin(DELETE_RANGE, family, start).varint(end.length).raw(end);
  }

  private ByteSink begin(int kind, ColumnFamilyHandle family, byte[] key) {
    count++;
    return changes.u8(kind).varint(numbers.applyAsInt(family)).varint(key.length).raw(key);
  }

  int count() {
    return count;
  }

  /** For the caller to close. */
  WriteBatch toWriteBatch() {
    byte[] bytes = changes.toArray();
    for (int at = 0; at < COUNT_BYTES; at++) {
      bytes[SEQUENCE_BYTES + at] = (byte) (count >>> (8 * at));
    }
    return new WriteBatch(bytes);
  }
}
